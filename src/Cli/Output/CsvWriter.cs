namespace Orchestrator.Cli.Output;

/// <summary>RFC 4180, with line ends as on Unix.</summary>
internal static class CsvWriter
{
    public static void Write<T>(TextWriter writer, IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        writer.Write(string.Join(',', columns.Select(c => Field(c.Header.ToLowerInvariant().Replace(' ', '_')))) + "\n");
        foreach (var row in rows)
            writer.Write(string.Join(',', columns.Select(c => Field((c.Machine ?? c.Text)(row)))) + "\n");
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
