namespace Orchestrator.Actors.Events;

/// <summary>A registry has an image of this node now.</summary>
/// <param name="Target">The whole reference there.</param>
public sealed record ImagePushed(string Name, string Digest, string Target) : IImageEvent;
