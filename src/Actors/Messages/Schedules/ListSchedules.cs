namespace Orchestrator.Actors.Messages.Schedules;

public sealed record ListSchedules : IRequest<IReadOnlyList<ScheduleView>>;
