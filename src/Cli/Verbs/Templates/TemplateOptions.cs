using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>Options behind <c>--</c>, for templates whose work is done here.</summary>
internal static class TemplateOptions
{
    /// <param name="known">Each as <c>--long,-s</c>; one that takes a value ends with <c>=</c>.</param>
    public static Dictionary<string, string> Read(string template, IReadOnlyList<string> given, params ReadOnlySpan<string> known)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var equals = given[i].StartsWith("--", StringComparison.Ordinal) ? given[i].IndexOf('=', StringComparison.Ordinal) : -1;
            var word = equals < 0 ? given[i] : given[i][..equals];
            string? option = null;
            foreach (var one in known)
                option = one.TrimEnd('=').Split(',').Contains(word, StringComparer.Ordinal) ? one : option;
            if (option is null)
                throw new UsageException($"the template {template} has no option {word}; it takes {string.Join(' ', known.ToArray().Select(one => one.Replace("=", " VALUE", StringComparison.Ordinal)))}", "create");
            var name = option.TrimEnd('=').Split(',')[0];
            if (!option.EndsWith('='))
                read[name] = "";
            else if (equals >= 0)
                read[name] = given[i][(equals + 1)..];
            else
                read[name] = i + 1 < given.Count ? given[++i] : throw new UsageException($"the option {word} of the template {template} wants a value", "create");
        }
        return read;
    }
}
