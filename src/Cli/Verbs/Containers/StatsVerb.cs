using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class StatsVerb : Verb
{
    public override string Name => "stats";

    public override string Summary => "Show the latest usage of running containers";

    public override string Operands => "[CONTAINER...]";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var stats = new List<ContainerStats>();
        var code = 0;
        foreach (var name in call.Operands.Count == 0 ? [null] : call.Operands.Cast<string?>())
        {
            var (some, problem) = await daemon.Containers.StatsAsync(name, call.Cancel);
            if (some is null)
                code = call.Report(problem!);
            else
                stats.AddRange(some);
        }
        call.Render.List(stats, Columns, JsonText.Indented.IReadOnlyListContainerStats);
        return code;
    }

    private static readonly IReadOnlyList<Column<ContainerStats>> Columns =
    [
        new("NAME", s => s.Name),
        new("STATE", s => s.State),
        new("CPU %", s => s.CpuPercent?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-", Right: true),
        new("CPU TIME", s => CpuTime(s.Usage), Right: true, s => Raw(s.Usage.CpuUsec)),
        new("MEMORY", s => ByteSize.Format(s.Usage.MemoryBytes), Right: true, s => Raw(s.Usage.MemoryBytes)),
        new("PEAK", s => ByteSize.Format(s.Usage.MemoryPeakBytes), Right: true, s => Raw(s.Usage.MemoryPeakBytes)),
        new("LIMIT", s => ByteSize.Format(s.MemoryLimitBytes), Right: true, s => Raw(s.MemoryLimitBytes)),
        new("PIDS", s => Raw(s.Usage.Pids), Right: true),
        new("READ", s => ByteSize.Format(s.Usage.IoReadBytes), Right: true, s => Raw(s.Usage.IoReadBytes)),
        new("WRITTEN", s => ByteSize.Format(s.Usage.IoWriteBytes), Right: true, s => Raw(s.Usage.IoWriteBytes)),
    ];

    public static string CpuTime(UsageView? usage) =>
        usage?.CpuUsec is { } usec ? Duration.Format(TimeSpan.FromMicroseconds(usec)) : "-";

    private static string Raw(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
