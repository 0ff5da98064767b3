using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Output;

/// <summary>Writes results in the format that was asked for.</summary>
internal sealed class Renderer(Invocation call)
{
    public string Format { get; } = call.Arguments.Get(GlobalOptions.Format) ?? "table";

    private int? Width => call.Arguments.Has(GlobalOptions.NoTruncate) ? null : call.Surroundings.Width;

    public void List<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns, JsonTypeInfo<IReadOnlyList<T>> json)
    {
        if (Structured(rows, json))
            return;
        if (Format == "csv")
            CsvWriter.Write(call.Out, rows, columns);
        else
            TableWriter.Write(call.Out, rows, columns, Width, call.Surroundings.Color);
    }

    /// <summary>With --quiet their names alone, one a line.</summary>
    public void List<T>(
        IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns, JsonTypeInfo<IReadOnlyList<T>> json, Func<T, string> name)
    {
        if (!call.Arguments.Has(GlobalOptions.Quiet))
            List(rows, columns, json);
        else
            foreach (var row in rows)
                call.Out.Write(name(row) + "\n");
    }

    public void Table<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns) =>
        TableWriter.Write(call.Out, rows, columns, Width, call.Surroundings.Color);

    /// <summary>One thing: as a table its fields, one a line.</summary>
    public void One<T>(T value, IReadOnlyList<Column<T>> columns, JsonTypeInfo<T> json)
    {
        if (Structured(value, json))
            return;
        if (Format == "csv")
        {
            CsvWriter.Write(call.Out, [value], columns);
            return;
        }
        var width = columns.Max(c => c.Header.Length);
        foreach (var column in columns)
            call.Out.Write($"{column.Header.PadRight(width)}   {Printable.Text(column.Text(value))}\n");
    }

    public bool Structured<T>(T value, JsonTypeInfo<T> json)
    {
        if (Format == "json")
        {
            call.Out.Write(JsonSerializer.Serialize(value, json));
            call.Out.Write('\n');
            return true;
        }
        if (Format != "yaml")
            return false;
        using var document = JsonSerializer.SerializeToDocument(value, json);
        YamlWriter.Write(call.Out, document.RootElement);
        return true;
    }
}
