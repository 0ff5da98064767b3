namespace Orchestrator.LxcTools.Parsing;

/// <summary>
/// Reads words as getopt_long(3) does: options and operands in any order until <c>--</c>, short ones joined, long ones
/// cut short where that is unambiguous.
/// </summary>
internal static class Parser
{
    public static ToolCall Parse(Tool tool, IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        IReadOnlyList<ToolOption> known = tool.NeedsName
            ? [CommonOptions.Name, .. tool.Options, .. tool.Options.Any(o => o.Long == "rcfile") ? [] : (ToolOption[])[CommonOptions.RcFile], .. CommonOptions.All]
            : [.. tool.Options, .. CommonOptions.All];
        var given = new List<(ToolOption, string?)>();
        var operands = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                operands.AddRange(words.Skip(i + 1));
                break;
            }
            if (word.StartsWith("--", StringComparison.Ordinal))
                i = Long(known, words, i, given);
            else if (word.Length > 1 && word[0] == '-')
                i = Short(known, words, i, given);
            else
                operands.Add(word);
        }
        var call = new ToolCall(tool, given, operands, output, error);
        if (call.Has(CommonOptions.Help))
            call.Help = HelpText.Of(tool, known);
        else if (call.Has(CommonOptions.Usage))
            call.Help = HelpText.UsageOf(tool);
        else if (call.Has(CommonOptions.Version))
            call.Help = $"{CommonOptions.LxcVersion}\n";
        else if (tool.NeedsName)
            call.TakeName();
        return call;
    }

    private static int Long(IReadOnlyList<ToolOption> known, IReadOnlyList<string> words, int i, List<(ToolOption, string?)> given)
    {
        var word = words[i][2..];
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        var fitting = known.Where(option => option.Long == name).Take(1).ToList();
        if (fitting.Count == 0)
            fitting = [.. known.Where(option => option.Long.StartsWith(name, StringComparison.Ordinal))];
        if (fitting.Count != 1)
            throw new UsageException(fitting.Count == 0 ? $"unrecognized option '--{name}'" : $"option '--{name}' is ambiguous");
        var found = fitting[0];
        if (found.Value is null && value is not null)
            throw new UsageException($"option '--{found.Long}' doesn't allow an argument");
        if (found.Value is not null && value is null && !found.Optional)
            value = ++i < words.Count ? words[i] : throw new UsageException($"option '--{found.Long}' requires an argument");
        given.Add((found, value));
        return i;
    }

    private static int Short(IReadOnlyList<ToolOption> known, IReadOnlyList<string> words, int i, List<(ToolOption, string?)> given)
    {
        var word = words[i];
        for (var at = 1; at < word.Length; at++)
        {
            var found = known.FirstOrDefault(option => option.Short == word[at]) ?? throw new UsageException($"invalid option -- '{word[at]}'");
            if (found.Value is null)
            {
                given.Add((found, null));
                continue;
            }
            var value = at + 1 < word.Length ? word[(at + 1)..] : null;
            if (value is null && !found.Optional)
                value = ++i < words.Count ? words[i] : throw new UsageException($"option requires an argument -- '{found.Short}'");
            given.Add((found, value));
            break;
        }
        return i;
    }
}
