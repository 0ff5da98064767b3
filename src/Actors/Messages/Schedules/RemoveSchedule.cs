namespace Orchestrator.Actors.Messages.Schedules;

/// <summary>What it has submitted stays. Answered with the schedules that are left.</summary>
public sealed record RemoveSchedule(Caller Caller, string Cause, string Name)
    : ICommand, IRequest<IReadOnlyList<ScheduleView>>;
