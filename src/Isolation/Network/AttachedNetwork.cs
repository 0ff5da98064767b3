namespace Orchestrator.Isolation.Network;

/// <summary>The interfaces of one attempt, from before its launch until its release.</summary>
/// <param name="HasLoan">Whether the host gets something back at the end.</param>
internal sealed record AttachedNetwork(IReadOnlyList<AttachedInterface> Interfaces, bool HasLoan);
