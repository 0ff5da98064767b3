using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>The table at the end of a batch: a line for each job with what it used, then the members that failed.</summary>
internal static class BatchSummary
{
    private const int MostFailures = 20;

    private static readonly IReadOnlyList<Column<Row>> Columns =
    [
        new("JOB", r => r.Job),
        new("MEMBERS", r => Text(r.Members.Count), Right: true),
        new("OK", r => Text(r.Count(BatchStates.Succeeded)), Right: true),
        new("FAILED", r => Text(r.Count(BatchStates.Failed)), Right: true),
        new("OTHER", r => Text(r.Members.Count - r.Count(BatchStates.Succeeded) - r.Count(BatchStates.Failed)), Right: true),
        new("ATTEMPTS", r => Text(r.Members.Sum(m => m.Attempt)), Right: true),
        new("TIME (MEDIAN)", r => Duration.Format(r.MedianTime), Right: true),
        new("CPU", r => Duration.Format(TimeSpan.FromMicroseconds(r.Members.Sum(m => m.Usage?.CpuUsec ?? 0))), Right: true),
        new("PEAK MEMORY", r => ByteSize.Format(r.Members.Max(m => m.Usage?.MemoryPeakBytes)), Right: true),
    ];

    public static void Write(Invocation call, BatchView batch)
    {
        if (call.Render.Structured(batch, JsonText.Indented.BatchView))
            return;
        if (call.Render.Format == "csv")
        {
            BatchShowVerb.WriteMembers(call, batch);
            return;
        }
        List<Row> rows = [.. batch.Jobs.GroupBy(j => j.Job).Select(g => new Row(g.Key, [.. g]))];
        if (rows.Count > 1)
            rows.Add(new Row("total", batch.Jobs));
        if (rows.Count > 0)
            TableWriter.Write(call.Out, rows, Columns, call.Surroundings.Width, call.Surroundings.Color);
        Failures(call, batch);
        var took = batch.FinishedAt - batch.SubmittedAt;
        call.Out.Write($"{batch.Name}: {batch.State.ToLowerInvariant()}{(took is { } time ? " in " + Duration.Format(time) : "")}\n");
    }

    private static void Failures(Invocation call, BatchView batch)
    {
        var failed = batch.Jobs.Where(j => j.State is BatchStates.Failed).ToList();
        foreach (var member in failed.Take(MostFailures))
        {
            var why = member.Reason ?? (member.Exit is { } exit ? ExitCodes.Describe(exit) : "failed");
            call.Out.Write($"  {Printable.Text($"{member.Name}: {why}; see: orch logs {member.Name}")}\n");
        }
        if (failed.Count > MostFailures)
            call.Out.Write($"  and {failed.Count - MostFailures} more: orch batch show {batch.Name}\n");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Job, IReadOnlyList<BatchJobView> Members)
    {
        public int Count(string state) => Members.Count(m => m.State == state);

        public TimeSpan MedianTime
        {
            get
            {
                var times = Members.Select(BatchShowVerb.Took).OfType<TimeSpan>().Order().ToList();
                return times.Count == 0 ? TimeSpan.Zero : times[times.Count / 2];
            }
        }
    }
}
