namespace Orchestrator.Images.Store;

/// <param name="Images">Digests of the images that are gone.</param>
/// <param name="Names">Names that were taken away.</param>
/// <param name="FreedBytes">Of files, blobs and half downloads.</param>
public sealed record PruneOutcome(IReadOnlyList<string> Images, IReadOnlyList<string> Names, long FreedBytes);
