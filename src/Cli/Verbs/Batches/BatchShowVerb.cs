using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchShowVerb : Verb
{
    private static readonly IReadOnlyList<Column<BatchJobView>> Columns =
    [
        new("NAME", j => j.Name),
        new("STATE", j => j.State),
        new("EXIT", j => ContainerColumns.Exit(j.Exit)),
        new("ATTEMPTS", j => j.Attempt.ToString(CultureInfo.InvariantCulture), Right: true),
        new("TIME", j => Took(j) is { } took ? Duration.Format(took) : "-", Right: true),
        new("CPU", j => StatsColumns.CpuTime(j.Usage), Right: true, j => Raw(j.Usage?.CpuUsec)),
        new("PEAK MEMORY", j => ByteSize.Format(j.Usage?.MemoryPeakBytes), Right: true, j => Raw(j.Usage?.MemoryPeakBytes)),
        new("NOTE", j => j.Reason ?? j.WaitingFor ?? j.Item ?? ""),
    ];

    public override string Name => "batch show";

    public override string Summary => "Show a batch and all its jobs";

    public override string Operands => "BATCH";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var batch = Invocation.Take(await daemon.Batches.GetAsync(call.Operands[0], members: true, call.Cancel));
        if (call.Render.Structured(batch, JsonText.Indented.BatchView))
            return 0;
        if (call.Render.Format == "table")
            call.Out.Write($"{batch.Name}: {batch.State}, {batch.Counts.Done} of {batch.Counts.Total} done\n");
        WriteMembers(call, batch);
        return 0;
    }

    public static void WriteMembers(Invocation call, BatchView batch)
    {
        if (call.Render.Format == "csv")
            CsvWriter.Write(call.Out, batch.Jobs, Columns);
        else
            TableWriter.Write(
                call.Out, batch.Jobs, Columns, call.Arguments.Has(GlobalOptions.NoTruncate) ? null : call.Surroundings.Width, call.Surroundings.Color);
    }

    public static TimeSpan? Took(BatchJobView job) => job.FinishedAt - job.StartedAt;

    private static string Raw(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
