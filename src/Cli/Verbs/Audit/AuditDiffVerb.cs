using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Contracts.History;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditDiffVerb : Verb
{
    private static readonly IReadOnlyList<Column<Row>> Columns =
    [
        new("WHAT", r => r.What),
        new("NAME", r => r.Name),
        new("FIELD", r => r.Field),
        new("FROM", r => Value(r.Field, r.From), Machine: r => r.From ?? ""),
        new("TO", r => Value(r.Field, r.To), Machine: r => r.To ?? ""),
    ];

    public override string Name => "audit diff";

    public override string Summary => "Show what changed in the fleet from one moment to another (event number, time, or so long ago)";

    public override string Operands => "FROM [TO]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var from = EventBounds.Moment("FROM", call.Operands[0], call.Surroundings.Time);
        var to = EventBounds.Moment("TO", call.Operands.Count > 1 ? call.Operands[1] : "now", call.Surroundings.Time);
        var daemon = await call.DaemonAsync();
        var diff = Invocation.Take(await daemon.History.DiffAsync(from, to, call.Cancel));
        if (call.Render.Structured(diff, JsonText.Indented.FleetDiffView))
            return 0;
        Row[] rows = [.. Rows(diff)];
        if (call.Render.Format == "csv")
            CsvWriter.Write(call.Out, rows, Columns);
        else if (rows.Length == 0)
            call.Out.Write(string.Create(CultureInfo.InvariantCulture, $"Nothing changed from event {diff.FromSeq} to event {diff.ToSeq}.\n"));
        else
            call.Render.Table(rows, Columns);
        return 0;
    }

    private static IEnumerable<Row> Rows(FleetDiffView diff)
    {
        foreach (var change in diff.Fleet)
            yield return new Row("fleet", "", change.What, change.From, change.To);
        foreach (var created in diff.Created)
            yield return new Row("created", created.Name, "state", null, created.State);
        foreach (var removed in diff.Removed)
            yield return new Row("removed", removed.Name, "state", removed.State, null);
        foreach (var passing in diff.Passing)
            yield return new Row("came and went", passing.Name, "", null, null);
        foreach (var changed in diff.Changed)
        {
            foreach (var change in changed.Changes)
                yield return new Row("changed", changed.Name, change.What, change.From, change.To);
        }
    }

    private static string Value(string field, string? value) => value is null
        ? "-"
        : field == "memoryBytes" && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? ByteSize.Format(bytes)
            : value;

    private sealed record Row(string What, string Name, string Field, string? From, string? To);
}
