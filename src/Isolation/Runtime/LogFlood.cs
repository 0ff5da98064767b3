namespace Orchestrator.Isolation.Runtime;

/// <summary>A container writes faster than it may.</summary>
/// <param name="Hold">How long it has to pause for its rate to be what it may be.</param>
public sealed record LogFlood(Guid Id, int Attempt, long Bytes, TimeSpan Took, long MaxRate, TimeSpan Hold);
