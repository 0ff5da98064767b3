namespace Orchestrator.Actors.Messages.Batches;

public sealed record BatchView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required BatchPhase State { get; init; }

    public required BatchCounts Counts { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public int Concurrency { get; init; }

    public IReadOnlyList<MemberView> Jobs { get; init; } = [];
}
