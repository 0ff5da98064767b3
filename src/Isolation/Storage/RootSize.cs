namespace Orchestrator.Isolation.Storage;

/// <summary>What the root of a container takes of the disk, in bytes.</summary>
/// <param name="Written">Its own: what it wrote above its image, or its whole root when that is a copy; of a file system in a file what of the file is used.</param>
/// <param name="Shared">Layers of snapshots and copies that it stands on.</param>
/// <param name="Image">The files of its image, which all containers share; 0 when its root is a copy or no image.</param>
public sealed record RootSize(long Written, long Shared, long Image);
