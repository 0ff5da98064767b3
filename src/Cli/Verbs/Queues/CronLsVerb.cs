using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Contracts.Schedules;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class CronLsVerb : ListVerb<ScheduleView>
{
    public override string Name => "cron ls";

    public override string Summary => "List the batches that are submitted by the clock";

    protected override IReadOnlyList<Column<ScheduleView>> Columns { get; } =
    [
        new("NAME", s => s.Name),
        new("CRON", s => s.Cron),
        new("TIME ZONE", s => s.TimeZone ?? "UTC"),
        new("BATCH", s => s.Batch),
        new("NEXT", s => ContainerColumns.Time(s.Next)),
        new("LAST", s => ContainerColumns.Time(s.LastDue)),
        new("OUTCOME", s => s.LastOutcome is null ? "-" : s.LastBatch is { } batch && s.LastOutcome == "submitted" ? batch : s.LastOutcome),
        new("MISSED", s => s.Missed),
        new("OVERLAPPING", s => s.Overlapping),
        new("OWNER", s => s.Owner),
    ];

    protected override JsonTypeInfo<IReadOnlyList<ScheduleView>> Json => JsonText.Indented.IReadOnlyListScheduleView;

    protected override Task<ApiResult<IReadOnlyList<ScheduleView>>> AskAsync(Invocation call, OrchClient daemon) =>
        daemon.Queue.SchedulesAsync(call.Cancel);

    protected override string NameOf(ScheduleView schedule) => schedule.Name;
}
