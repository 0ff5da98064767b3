namespace Orchestrator.Actors.Events;

/// <summary>An image came from a registry, and the name points at it now.</summary>
/// <param name="Digest">Of its manifest.</param>
/// <param name="Source">The whole reference that was asked for.</param>
/// <param name="FetchedBytes">Of layers that were not here before, as they were sent.</param>
public sealed record ImagePulled(string Name, string Digest, string Source, long FetchedBytes) : IImageEvent;
