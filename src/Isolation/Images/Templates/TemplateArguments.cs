namespace Orchestrator.Isolation.Images.Templates;

/// <summary>Options of a template, read as getopt(1) does for LXC's: <c>-d X</c>, <c>--dist X</c> and <c>--dist=X</c>.</summary>
internal sealed class TemplateArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private TemplateArguments()
    {
    }

    /// <param name="options">Each as <c>--long,-s</c>; one that takes a value ends with <c>=</c>.</param>
    public static TemplateArguments? Read(string template, IReadOnlyList<string> given, IReadOnlyList<string> options, out string? problem)
    {
        var read = new TemplateArguments();
        for (var i = 0; i < given.Count; i++)
        {
            var equals = given[i].StartsWith("--", StringComparison.Ordinal) ? given[i].IndexOf('=', StringComparison.Ordinal) : -1;
            var word = equals < 0 ? given[i] : given[i][..equals];
            var option = options.FirstOrDefault(option => option.TrimEnd('=').Split(',').Contains(word, StringComparer.Ordinal));
            if (option is null)
            {
                problem = $"The template {template} has no option {word}. It takes: {string.Join(' ', options.Select(Shown))}";
                return null;
            }
            var name = option.TrimEnd('=').Split(',')[0];
            if (!option.EndsWith('='))
                read._values[name] = "";
            else if (equals >= 0)
                read._values[name] = given[i][(equals + 1)..];
            else if (i + 1 < given.Count)
                read._values[name] = given[++i];
            else
            {
                problem = $"The option {word} of the template {template} wants a value.";
                return null;
            }
        }
        problem = null;
        return read;
    }

    public string? Get(string option) => _values.GetValueOrDefault(option);

    public bool Has(string option) => _values.ContainsKey(option);

    private static string Shown(string option) => option.EndsWith('=') ? $"[{option.TrimEnd('=').Replace(",", "|", StringComparison.Ordinal)} VALUE]" : $"[{option.Replace(",", "|", StringComparison.Ordinal)}]";
}
