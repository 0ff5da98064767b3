using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class StatsVerb : Verb
{
    private static readonly Option History = new("--history", null, null, "The last minute of each, second by second");

    public override string Name => "stats";

    public override string Summary => "Show the latest usage of running containers";

    public override string Operands => "[CONTAINER...]";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [History, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var history = call.Arguments.Has(History);
        var daemon = await call.DaemonAsync();
        var stats = new List<ContainerStats>();
        var code = 0;
        foreach (var name in call.Operands.Count == 0 ? [null] : call.Operands.Cast<string?>())
        {
            var (some, problem) = await daemon.Containers.StatsAsync(name, call.Cancel, history);
            if (some is null)
                code = call.Report(problem!);
            else
                stats.AddRange(some);
        }
        if (!history || call.Render.Format is "json" or "yaml")
        {
            call.Render.List(stats, StatsColumns.Now, JsonText.Indented.IReadOnlyListContainerStats);
            return code;
        }
        List<(ContainerStats Of, UsagePointView At)> points = [.. stats.SelectMany(one => one.History.Select(point => (one, point)))];
        if (call.Render.Format == "csv")
            CsvWriter.Write(call.Out, points, StatsColumns.History);
        else
            call.Render.Table(points, StatsColumns.History);
        return code;
    }
}
