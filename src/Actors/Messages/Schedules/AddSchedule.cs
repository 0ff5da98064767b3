namespace Orchestrator.Actors.Messages.Schedules;

/// <summary>Answered with all schedules.</summary>
public sealed record AddSchedule(Caller Caller, string Cause, string Name, ScheduleDefinition Definition)
    : ICommand, IRequest<IReadOnlyList<ScheduleView>>;
