namespace Orchestrator.Contracts.Containers;

/// <summary>What the root of a container takes of the disk, in bytes.</summary>
/// <param name="WrittenBytes">Its own: what it wrote above its image, or its whole root when that is a copy of the image.</param>
/// <param name="SharedBytes">Layers of snapshots and copies that it stands on.</param>
/// <param name="ImageBytes">The files of its image, which containers share; 0 when it does not stand on one.</param>
public sealed record SizeView(long WrittenBytes, long SharedBytes, long ImageBytes);
