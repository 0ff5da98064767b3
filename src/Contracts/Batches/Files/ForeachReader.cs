using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>
/// <c>foreach</c>: a list of values, or <c>{ glob: PATTERN, limit: N }</c> for the first N files that exist now. With
/// several patterns the files come in the order of the patterns, each file once.
/// </summary>
internal static class ForeachReader
{
    private static readonly string[] Keys = ["glob", "limit"];

    public static IReadOnlyList<string>? Read(YamlChecker check, YamlNode node, string directory)
    {
        if (node is YamlSequence)
        {
            var items = check.Texts(node, "foreach");
            if (items is { Count: 0 })
                check.Report(node, "'foreach' must have at least one value");
            return items;
        }
        if (node is not YamlMapping mapping || !mapping.Entries.Any(entry => entry.Key.Value == "glob"))
        {
            check.Report(node, "'foreach' must be a list of values or { glob: PATTERN }");
            return null;
        }
        IReadOnlyList<string>? files = null;
        int? limit = null;
        foreach (var (key, value) in mapping.Entries)
        {
            if (key.Value == "glob")
                files = Files(check, value, directory);
            else if (key.Value == "limit")
                limit = check.Integer(value, "limit", 1, BatchFileReader.MaxMembers);
            else
                check.Report(key, UnknownKey.Message(key.Value, "'foreach'", Keys));
        }
        return limit is { } most ? files?.Take(most).ToList() : files;
    }

    private static IReadOnlyList<string>? Files(YamlChecker check, YamlNode node, string directory)
    {
        if (check.TextOrTexts(node, "glob") is not { } patterns)
            return null;
        var files = patterns.SelectMany(pattern => Glob.Match(pattern, directory)).Distinct(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            check.Report(node, $"no file matches '{string.Join("', '", patterns)}' (looked from {directory})");
        return files;
    }
}
