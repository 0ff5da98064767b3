using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Cli.Verbs.Events;

/// <summary>
/// Writes events one at a time, flushed, since more may never come: JSON as one object a line, YAML as one document
/// each, CSV with a header before the first.
/// </summary>
/// <param name="ends">Say in a line of its own how an attempt ended.</param>
internal sealed class EventPrinter(Invocation call, bool ends = false)
{
    private static readonly IReadOnlyList<Column<EventView>> Columns =
    [
        new("SEQ", e => e.Seq.ToString(CultureInfo.InvariantCulture)),
        new("TIME", e => ContainerColumns.Time(e.Time)),
        new("TYPE", e => e.Type),
        new("CONTAINER", e => e.Container ?? ""),
        new("BATCH", e => e.Batch ?? ""),
        new("ATTEMPT", e => e.Attempt?.ToString(CultureInfo.InvariantCulture) ?? ""),
        new("ACTOR", e => e.Actor ?? ""),
        new("CAUSE", e => e.Cause ?? ""),
        new("DATA", e => e.Data?.GetRawText() ?? ""),
    ];

    private bool _started;

    public void Write(EventView view)
    {
        switch (call.Render.Format)
        {
            case "json":
                call.Out.Write(JsonSerializer.Serialize(view, JsonText.Line.EventView) + "\n");
                break;
            case "yaml":
                call.Out.Write("---\n");
                YamlWriter.Write(call.Out, JsonSerializer.SerializeToElement(view, JsonText.Line.EventView));
                break;
            case "csv" when !_started:
                CsvWriter.Write(call.Out, [view], Columns);
                break;
            case "csv":
                var line = new StringWriter();
                CsvWriter.Write(line, [view], Columns);
                call.Out.Write(line.ToString()[(line.ToString().IndexOf('\n', StringComparison.Ordinal) + 1)..]);
                break;
            default:
                Line(view);
                break;
        }
        _started = true;
        call.Out.Flush();
    }

    public void End() => call.Out.Flush();

    private void Line(EventView view)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Seq,6}  {ContainerColumns.Time(view.Time)}  {view.Type,-24}  {view.Container ?? view.Batch ?? "-",-20}  {view.Actor}  {view.Cause}");
        text = Printable.Text(text.TrimEnd());
        if (call.Surroundings.Width is { } width && text.Length > width && !call.Arguments.Has(Parsing.GlobalOptions.NoTruncate))
            text = text[..(width - 1)] + "…";
        call.Out.Write(text + "\n");
        if (ends && AttemptEnd.Describe(view) is { } end)
            call.Out.Write($"        {Printable.Text(end)}\n");
    }
}
