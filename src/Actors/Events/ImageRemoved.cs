namespace Orchestrator.Actors.Events;

/// <summary>Names were taken away, and images that then had neither a name nor a container were removed.</summary>
/// <param name="Digests">Of the images whose files are gone.</param>
public sealed record ImageRemoved(IReadOnlyList<string> Names, IReadOnlyList<string> Digests, long FreedBytes) : IImageEvent;
