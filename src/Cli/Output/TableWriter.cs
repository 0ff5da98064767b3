using System.Text;

namespace Orchestrator.Cli.Output;

/// <summary>Columns padded with spaces; lines cut at the terminal's width, never when written to a file.</summary>
internal static class TableWriter
{
    private const int Gap = 3;

    /// <param name="width">Null: no limit.</param>
    public static void Write<T>(
        TextWriter writer, IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns, int? width, bool bold)
    {
        var cells = new string[rows.Count][];
        var widths = columns.Select(c => c.Header.Length).ToArray();
        for (var r = 0; r < rows.Count; r++)
        {
            cells[r] = new string[columns.Count];
            for (var c = 0; c < columns.Count; c++)
            {
                var text = Printable.Text(columns[c].Text(rows[r]));
                cells[r][c] = text;
                widths[c] = Math.Max(widths[c], text.Length);
            }
        }
        if (width is { } limit)
            Shrink(widths, [.. columns.Select(c => c.Header.Length)], limit);
        var line = new StringBuilder();
        Line(line, [.. columns.Select(c => c.Header)], columns, widths);
        writer.Write(bold ? $"\e[1m{line}\e[0m\n" : $"{line}\n");
        foreach (var row in cells)
        {
            line.Clear();
            Line(line, row, columns, widths);
            writer.Write(line.Append('\n'));
        }
    }

    private static void Line<T>(StringBuilder line, string[] cells, IReadOnlyList<Column<T>> columns, int[] widths)
    {
        for (var c = 0; c < columns.Count; c++)
        {
            var text = Cut(cells[c], widths[c]);
            if (columns[c].Right)
                line.Append(' ', widths[c] - text.Length).Append(text);
            else
                line.Append(text);
            if (c < columns.Count - 1)
                line.Append(' ', (columns[c].Right ? 0 : widths[c] - text.Length) + Gap);
        }
        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
    }

    // Takes from the widest column again and again, until the line fits or nothing can give.
    private static void Shrink(int[] widths, int[] headers, int limit)
    {
        var over = widths.Sum() + Gap * (widths.Length - 1) - limit;
        while (over > 0)
        {
            var widest = -1;
            for (var c = 0; c < widths.Length; c++)
                if (widths[c] > Math.Max(headers[c], 8) && (widest < 0 || widths[c] > widths[widest]))
                    widest = c;
            if (widest < 0)
                return;
            widths[widest]--;
            over--;
        }
    }

    private static string Cut(string text, int width) =>
        text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(0, width - 1)), "…");
}
