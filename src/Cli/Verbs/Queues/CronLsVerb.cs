using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Schedules;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class CronLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<ScheduleView>> Columns =
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

    public override string Name => "cron ls";

    public override string Summary => "List the batches that are submitted by the clock";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var schedules = Invocation.Take(await daemon.Queue.SchedulesAsync(call.Cancel));
        call.Render.List(schedules, Columns, JsonText.Indented.IReadOnlyListScheduleView, schedule => schedule.Name);
        return 0;
    }
}
