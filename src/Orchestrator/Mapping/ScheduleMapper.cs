using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Contracts.Schedules;
using Orchestrator.Daemon.Api;
using Model = Orchestrator.Actors.Messages.Schedules;
using ScheduleView = Orchestrator.Contracts.Schedules.ScheduleView;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Between the API's schedules and the actors'.</summary>
internal static class ScheduleMapper
{
    public static ScheduleDefinition ToModel(ScheduleRequest request, PeerIdentity peer) => new(
        request.Cron, request.TimeZone, BatchMapper.ToModel(request.Batch, peer),
        Parse<MissedRuns>("missed", request.Missed), Parse<OverlappingRuns>("overlapping", request.Overlapping));

    public static ScheduleView ToView(Model.ScheduleView from) => new()
    {
        Name = from.Name,
        Cron = from.Definition.Cron,
        TimeZone = from.Definition.TimeZone,
        Missed = from.Definition.Missed.ToString().ToLowerInvariant(),
        Overlapping = from.Definition.Overlapping.ToString().ToLowerInvariant(),
        Batch = from.Definition.Batch.Name,
        Owner = from.Owner.User,
        AddedAt = from.AddedAt,
        Next = from.Next,
        LastDue = from.LastDue,
        LastOutcome = from.LastOutcome?.ToString().ToLowerInvariant(),
        LastBatch = from.LastBatch,
    };

    private static T Parse<T>(string key, string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw new BadRequestException(
                $"'{key}' must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}, not '{text}'");
}
