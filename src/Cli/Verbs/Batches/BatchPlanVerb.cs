using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchPlanVerb : Verb
{
    private static readonly Option Members = new("--members", null, null, "A line for each member, not for each job");

    private static readonly IReadOnlyList<Column<Row>> Columns =
    [
        new("ORDER", r => r.Order, Right: true),
        new("JOB", r => r.Name),
        new("MEMBERS", r => r.Members.ToString(CultureInfo.InvariantCulture), Right: true),
        new("STARTS", r => r.Starts, Right: true),
        new("ENDS", r => r.Ends, Right: true),
        new("ESTIMATE BY", r => r.Basis),
        new("NOTE", r => r.Note),
    ];

    public override string Name => "batch plan";

    public override string Summary => "Say what would happen to a batch file now: in which order its jobs start, when, and what never would";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Members, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var definition = BatchFiles.Read(call.Operands[0]);
        var daemon = await call.DaemonAsync();
        var plan = Invocation.Take(await daemon.Batches.PlanAsync(definition, call.Cancel));
        if (call.Render.Structured(plan, JsonText.Indented.BatchPlanView))
            return 0;
        var rows = Rows(plan, call.Arguments.Has(Members));
        if (call.Render.Format == "csv")
        {
            CsvWriter.Write(call.Out, rows, Columns);
            return 0;
        }
        TableWriter.Write(call.Out, rows, Columns, call.Arguments.Has(GlobalOptions.NoTruncate) ? null : call.Surroundings.Width, call.Surroundings.Color);
        foreach (var warning in plan.Warnings)
            call.Out.Write($"note: {Printable.Text(warning)}\n");
        call.Out.Write(plan.Ends is { } end
            ? $"{plan.Name} would end in {Duration.Format(end - plan.At)}{Others(plan)}\n"
            : $"{plan.Name} would not end by itself{Others(plan)}\n");
        return 0;
    }

    private static string Others(BatchPlanView plan) =>
        plan.Before == 0 ? "" : $"; {plan.Before} jobs of other batches would start meanwhile";

    private static List<Row> Rows(BatchPlanView plan, bool members) =>
    [
        .. plan.Jobs.Select((job, place) => (Job: job, Place: place)).GroupBy(pair => members ? pair.Job.Name : pair.Job.Job)
            .Select(group => Row.Of(plan, group.Key, [.. group])),
    ];

    private sealed record Row(string Order, string Name, int Members, string Starts, string Ends, string Basis, string Note)
    {
        public static Row Of(BatchPlanView plan, string name, IReadOnlyList<(PlannedJobView Job, int Place)> jobs)
        {
            var first = jobs[0];
            var ends = jobs.Max(j => j.Job.Ends);
            return new Row(
                first.Job.Starts is null ? "-" : (first.Place + 1).ToString(CultureInfo.InvariantCulture), name, jobs.Count,
                first.Job.Starts is { } start ? "+" + Duration.Format(start - plan.At) : "never",
                ends is { } end ? "+" + Duration.Format(end - plan.At) : "-",
                first.Job.Basis, jobs.Select(j => j.Job.Note).FirstOrDefault(n => n is not null) ?? "");
        }
    }
}
