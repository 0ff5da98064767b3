using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary><c>inputs: [{ source, target }]</c> and <c>output: { target, dest }</c>.</summary>
internal static class BatchMountReader
{
    public static IReadOnlyList<BatchInput> Inputs(YamlChecker check, YamlNode node)
    {
        var inputs = new List<BatchInput>();
        if (node is not YamlSequence sequence)
        {
            check.Report(node, "'inputs' must be a list such as [{ source: data, target: /in }]");
            return inputs;
        }
        foreach (var item in sequence.Items)
            if (Pair(check, item, "an input", "source", "target") is var (source, target))
            {
                CheckTarget(check, item, target);
                inputs.Add(new BatchInput(source, target));
            }
        return inputs;
    }

    public static BatchOutput? Output(YamlChecker check, YamlNode node)
    {
        if (Pair(check, node, "'output'", "target", "dest") is not var (target, dest))
            return null;
        CheckTarget(check, node, target);
        return new BatchOutput(target, dest);
    }

    private static void CheckTarget(YamlChecker check, YamlNode node, string target)
    {
        if (!target.StartsWith('/'))
            check.Report(node, $"'target' must be an absolute path inside the container, not '{target}'");
    }

    private static (string First, string Second)? Pair(YamlChecker check, YamlNode node, string what, string first, string second)
    {
        if (check.Mapping(node, what) is not { } mapping)
            return null;
        string? one = null, two = null;
        foreach (var (key, value) in mapping.Entries)
        {
            if (key.Value == first)
                one = check.Text(value, first);
            else if (key.Value == second)
                two = check.Text(value, second);
            else
                check.Report(key, UnknownKey.Message(key.Value, what, [first, second]));
        }
        foreach (var (name, value) in ((string, string?)[])[(first, one), (second, two)])
            if (value is null && !mapping.Entries.Any(e => e.Key.Value == name))
                check.Report(node, $"{what} needs '{name}'");
        return one is null || two is null ? null : (one, two);
    }
}
