namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>The daemon has another working directory than who types a path: those in a template's options are made absolute.</summary>
internal static class TemplatePaths
{
    private static readonly Dictionary<string, string[]> Options = new(StringComparer.Ordinal)
    {
        ["local"] = ["-f", "--fstree", "-m", "--metadata"],
        ["directory"] = ["-p", "--path"],
        ["download"] = ["--keyring"],
        ["busybox"] = ["--busybox-path"],
    };

    public static IReadOnlyList<string> Absolute(string template, IReadOnlyList<string> arguments)
    {
        var paths = Options.GetValueOrDefault(template, []);
        var absolute = new List<string>();
        foreach (var word in arguments)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (absolute.Count > 0 && paths.Contains(arguments[absolute.Count - 1]) && word.Length > 0)
                absolute.Add(Path.GetFullPath(word));
            else if (equals > 0 && equals < word.Length - 1 && paths.Contains(word[..equals]))
                absolute.Add($"{word[..equals]}={Path.GetFullPath(word[(equals + 1)..])}");
            else
                absolute.Add(word);
        }
        return absolute;
    }
}
