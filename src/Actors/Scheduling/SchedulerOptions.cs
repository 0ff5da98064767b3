namespace Orchestrator.Actors.Scheduling;

/// <summary>What the order of waiting jobs follows.</summary>
public sealed record SchedulerOptions
{
    public const int MaxPriority = 100;

    /// <summary>Waiting that counts as much as one point of priority.</summary>
    public TimeSpan Ageing { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Points of priority that an owner loses who has used everything lately; 0: no fair share.</summary>
    public int FairPoints { get; init; } = 50;

    /// <summary>After this time what was used counts half.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Run time that a job is thought to use until it has ended.</summary>
    public TimeSpan RunningCharge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The bound of starvation: nothing that became ready so much later than a waiting job is started before it, unless it
    /// leaves room for that job too. Batches' and classes' own limits are not starvation.
    /// </summary>
    public TimeSpan Bound(int priority) => Ageing * (MaxPriority - priority + FairPoints);
}
