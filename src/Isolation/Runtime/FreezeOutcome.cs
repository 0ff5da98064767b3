namespace Orchestrator.Isolation.Runtime;

/// <summary>Unfrozen names each task that did not follow in time (<c>pid comm state</c>); empty is success.</summary>
public sealed record FreezeOutcome(bool Done, TimeSpan Took, IReadOnlyList<string> Unfrozen, string? Problem);
