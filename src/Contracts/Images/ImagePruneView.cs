namespace Orchestrator.Contracts.Images;

/// <param name="Images">Digests of images that are gone.</param>
/// <param name="Names">Names that are gone.</param>
/// <param name="FreedBytes">On the disk.</param>
public sealed record ImagePruneView(IReadOnlyList<string> Images, IReadOnlyList<string> Names, long FreedBytes);
