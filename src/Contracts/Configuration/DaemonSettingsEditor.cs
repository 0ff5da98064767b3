using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestrator.Contracts.Configuration;

/// <summary>
/// Puts one value into the text of orch.yaml and leaves every other character as its author wrote it: comments, order,
/// blank lines.
/// </summary>
public static class DaemonSettingsEditor
{
    /// <param name="value">Null takes the value away; the key stays, without one.</param>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static string Set(string text, string section, string name, string? value)
    {
        var written = value is null ? "" : Write(value);
        var (root, place) = Find(text, section);
        if (place is null)
            return AddSection(text, root, section, name, written);
        if (place is not Entries entries)
            return Insert(text, LineEnd(text, ((Value)place).KeyEnd), $"{NewLineBefore(text, ((Value)place).KeyEnd)}  {name}: {written}\n");
        if (entries.Keys.Find(key => key.Name == name) is { } known)
        {
            var before = text[..(int)known.Start];
            var space = before.EndsWith(':') && written.Length > 0 ? " " : "";
            return before + space + written + text[(int)known.End..];
        }
        if (entries.Flow)
            return Insert(text, (int)entries.Start + 1, $" {name}: {written}{(entries.Keys.Count > 0 ? "," : " ")}");
        // Before the first key there may be a comment that belongs to it: right below the section's own line.
        return Insert(text, LineEnd(text, entries.KeyEnd), $"{new string(' ', entries.Indent)}{name}: {written}\n");
    }

    private static string AddSection(string text, Entries? root, string section, string name, string written)
    {
        if (root is { Flow: true })
            return Insert(text, (int)root.Start + 1, $" {section}: {{ {name}: {written} }}{(root.Keys.Count > 0 ? "," : " ")}");
        return $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{section}:\n  {name}: {written}\n";
    }

    /// <summary>Plain where a plain scalar says the same in every YAML, else in single quotes.</summary>
    private static string Write(string value)
    {
        var plain = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-')
            && value[0] is not ('-' or '.') && value.ToUpperInvariant() is not ("NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF");
        return plain ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Insert(string text, int at, string what) => text[..at] + what + text[at..];

    /// <summary>Where the line after the one of <paramref name="at"/> begins.</summary>
    private static int LineEnd(string text, long at) =>
        text.IndexOf('\n', (int)at) is var end && end < 0 ? text.Length : end + 1;

    private static string NewLineBefore(string text, long at) => text.IndexOf('\n', (int)at) < 0 ? "\n" : "";

    private static (Entries? Root, object? Section) Find(string text, string section)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !parser.TryConsume<MappingStart>(out var top))
            return (null, null);
        var root = new Entries(top.Start.Index, top.Style == MappingStyle.Flow, 0, 0, []);
        object? found = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            root.Keys.Add(new Value(key.Value, 0, 0, 0));
            if (key.Value != section)
            {
                parser.SkipThisAndNestedEvents();
            }
            else if (parser.TryConsume<MappingStart>(out var start))
            {
                var entries = new Entries(start.Start.Index, start.Style == MappingStyle.Flow, key.End.Index, 0, []);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var name = parser.Consume<Scalar>();
                    entries = entries with { Indent = entries.Keys.Count == 0 ? (int)name.Start.Column - 1 : entries.Indent };
                    var first = parser.Current!;
                    parser.SkipThisAndNestedEvents();
                    entries.Keys.Add(first is Scalar { Value: "", Style: ScalarStyle.Plain }
                        ? new Value(name.Value, AfterColon(text, name.End.Index), AfterColon(text, name.End.Index), name.End.Index)
                        : new Value(name.Value, first.Start.Index, first.End.Index, name.End.Index));
                }
                found = entries;
            }
            else
            {
                parser.SkipThisAndNestedEvents();
                found = new Value(key.Value, 0, 0, key.End.Index);
            }
        }
        return (root, found);
    }

    private static long AfterColon(string text, long keyEnd) => text.IndexOf(':', (int)keyEnd) + 1;

    private sealed record Value(string Name, long Start, long End, long KeyEnd);

    private sealed record Entries(long Start, bool Flow, long KeyEnd, int Indent, List<Value> Keys);
}
