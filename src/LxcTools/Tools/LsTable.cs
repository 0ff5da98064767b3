using Orchestrator.Kernel;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

/// <summary>The forms of lxc-ls, blanks at the ends of lines as there.</summary>
internal static class LsTable
{
    public static void Write(TextWriter output, IReadOnlyList<ILsRow> rows, IReadOnlyList<string> columns)
    {
        if (rows.Count == 0)
            return;
        List<string[]> lines = [[.. columns], .. rows.Select(row => columns.Select(column =>
            row.Column(column) ?? throw new UsageException($"Invalid key: {column}")).ToArray())];
        var widths = columns.Select((_, at) => lines.Max(line => line[at].Length)).ToArray();
        foreach (var line in lines)
        {
            for (var at = 0; at < line.Length; at++)
                output.Write($"{line[at].PadRight(widths[at])} ");
            output.WriteLine();
        }
    }

    public static void WriteNames(TextWriter output, IReadOnlyList<string> names, bool onePerLine)
    {
        if (names.Count == 0)
            return;
        if (onePerLine)
        {
            foreach (var name in names)
                output.WriteLine(name);
            return;
        }
        var widest = names.Max(name => name.Length) + 2;
        var columns = Math.Max(1, (Terminal.Columns(1) ?? 80) / widest);
        for (var at = 0; at < names.Count; at += columns)
            output.WriteLine(string.Concat(names.Skip(at).Take(columns).Select(name => name.PadRight(widest))));
    }
}
