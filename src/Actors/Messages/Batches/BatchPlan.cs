namespace Orchestrator.Actors.Messages.Batches;

/// <param name="Members">In the order in which they would start; those that would not come last.</param>
/// <param name="Ends">When the last of them would have ended; null if some never start.</param>
/// <param name="Before">Members of other batches that would start meanwhile.</param>
public sealed record BatchPlan(
    string Name, DateTimeOffset At, IReadOnlyList<PlannedMember> Members, DateTimeOffset? Ends, int Before, IReadOnlyList<string> Warnings);
