namespace Orchestrator.Actors.Journal;

/// <summary>What one write made durable, in order. Goes to the fleet, which passes it on.</summary>
internal sealed record Committed(IReadOnlyList<CommittedGroup> Groups);
