using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Formats.Lxc;

/// <summary>
/// Reads a configuration with its includes, and judges each setting as liblxc does when it loads one; but it goes on
/// after the first problem, and names the file and line of every one.
/// </summary>
public sealed class LxcReader(ILxcFiles files)
{
    /// <summary>What stands for the file of a setting that was given on the command line.</summary>
    public const string CommandLine = "-o";

    private const int MostDepth = 16;
    private const int MostItems = 20_000;
    private const int MostFiles = 512;
    private const int MostProblems = 1000;

    private readonly List<LxcItem> _items = [];
    private readonly List<LxcProblem> _problems = [];
    private readonly List<string> _read = [];
    private readonly List<string> _open = [];
    private readonly LxcNetworkOrder _network = new();
    private bool _full;

    /// <summary>Reads a file of this machine.</summary>
    /// <param name="legacy">Translate keys from before LXC 2.1 instead of refusing them.</param>
    /// <param name="more">Settings that come after the file's: they win over it, and clear it with an empty value.</param>
    public static LxcDocument ReadFile(
        string path, bool legacy = false, IReadOnlyList<(string Key, string Value)>? more = null)
    {
        var files = new HostLxcFiles();
        return files.Read(path, out var problem) is { } text
            ? ReadText(files, text, path, legacy, more)
            : new LxcDocument { Text = "", Items = [], Problems = [new LxcProblem(path, 0, problem!)], Files = [path] };
    }

    public static LxcDocument ReadText(
        ILxcFiles files, string text, string name, bool legacy = false, IReadOnlyList<(string Key, string Value)>? more = null)
    {
        var reader = new LxcReader(files);
        if (legacy)
            text = LxcLegacy.Translate(text);
        reader.Add(text, name, legacy);
        foreach (var (key, value) in more ?? [])
        {
            reader.Take(new LxcItem(key, value, CommandLine, 0), legacy);
            text = LxcWriter.Append(text, key, value);
        }
        return new LxcDocument { Text = text, Items = reader._items, Problems = reader._problems, Files = reader._read };
    }

    private void Add(string text, string file, bool legacy)
    {
        _read.Add(file);
        _open.Add(file);
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var parsed = LxcLine.Parse(text[range]);
            switch (parsed.Kind)
            {
                case LxcLineKind.Setting:
                    Take(new LxcItem(parsed.Key, parsed.Value, file, number), legacy);
                    break;
                case LxcLineKind.WithNul:
                    Report(file, number, "the line holds a NUL character, which ends a text for the kernel");
                    break;
                case LxcLineKind.WithoutEquals:
                    Report(file, number, $"'{Shown(parsed.Key)}' sets nothing: write KEY = VALUE");
                    break;
            }
            if (_full)
                break;
        }
        _open.RemoveAt(_open.Count - 1);
    }

    private void Take(LxcItem item, bool legacy)
    {
        if (item.Key == "lxc.include")
        {
            Include(item, legacy);
            return;
        }
        if (_items.Count >= MostItems)
        {
            Fill(item, $"there are more than {MostItems} settings; the rest was not read");
            return;
        }
        _items.Add(item);
        if (LxcKeys.Find(item.Key) is not { } key)
            Report(item.File, item.Line, LxcKeys.Unknown(item.Key));
        else if (key.Check(item.Value) is { } bad)
            Report(item.File, item.Line, $"{Shown(item.Key)}: {bad}");
        else if (_network.Check(item) is { } late)
            Report(item.File, item.Line, late);
    }

    private void Include(LxcItem item, bool legacy)
    {
        var path = item.Value;
        if (path.Length == 0)
            return;
        if (_open.Count >= MostDepth)
        {
            Report(item.File, item.Line, $"lxc.include is nested deeper than {MostDepth} files: {string.Join(" -> ", _open.TakeLast(4))}");
            return;
        }
        if (files.List(path) is { } names)
        {
            foreach (var name in names)
                IncludeFile(item, name, legacy);
            return;
        }
        // A directory that is not there is nothing to include; a file that is not there is an error.
        if (path[^1] != '/')
            IncludeFile(item, path, legacy);
    }

    private void IncludeFile(LxcItem item, string path, bool legacy)
    {
        if (_open.Contains(path, StringComparer.Ordinal))
        {
            Report(item.File, item.Line, $"lxc.include goes round in a circle: {string.Join(" -> ", _open)} -> {path}");
            return;
        }
        if (_read.Count >= MostFiles)
        {
            Fill(item, $"more than {MostFiles} files are included; the rest was not read");
            return;
        }
        if (files.Read(path, out var problem) is { } text)
            Add(legacy ? LxcLegacy.Translate(text) : text, path, legacy);
        else
            Report(item.File, item.Line, $"lxc.include: {problem}");
    }

    private void Fill(LxcItem item, string message)
    {
        if (!_full)
            _problems.Add(new LxcProblem(item.File, item.Line, message));
        _full = true;
    }

    private void Report(string file, int line, string message)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(new LxcProblem(file, line, message));
    }

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
