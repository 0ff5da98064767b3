namespace Orchestrator.Actors.Events;

/// <summary>A name points at an image that was made or put here.</summary>
/// <param name="How"><c>template</c>, <c>import</c>, <c>commit</c> or <c>tag</c>, with what it was made of behind a colon.</param>
public sealed record ImageMade(string Name, string Digest, string How) : IImageEvent;
