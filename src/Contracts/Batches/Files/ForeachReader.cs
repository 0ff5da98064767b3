using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary><c>foreach</c>: a list of values, or <c>{ glob: PATTERN }</c> for files that exist now.</summary>
internal static class ForeachReader
{
    public static IReadOnlyList<string>? Read(YamlChecker check, YamlNode node, string directory)
    {
        if (node is YamlSequence)
        {
            var items = check.Texts(node, "foreach");
            if (items is { Count: 0 })
                check.Report(node, "'foreach' must have at least one value");
            return items;
        }
        if (node is not YamlMapping { Entries: [{ Key.Value: "glob" } entry] })
        {
            check.Report(node, "'foreach' must be a list of values or { glob: PATTERN }");
            return null;
        }
        if (check.Text(entry.Value, "glob") is not { } pattern)
            return null;
        var files = Glob.Match(pattern, directory);
        if (files.Count == 0)
            check.Report(entry.Value, $"no file matches '{pattern}' (looked from {directory})");
        return files;
    }
}
