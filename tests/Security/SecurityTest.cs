using System.Text.RegularExpressions;

namespace Orchestrator.Security.Tests;

/// <summary>A test whose name begins with the ids of cases, such as <c>E06_E10_…</c>.</summary>
internal sealed partial record SecurityTest(string Class, string Method)
{
    public string Name => $"{Class}.{Method}";

    public IEnumerable<string> Ids => Start().Match(Method).Groups[1].Captures.Select(capture => capture.Value);

    public static bool IsOne(string method) => Start().IsMatch(method);

    /// <summary>All in the sources under tests/.</summary>
    public static IReadOnlyList<SecurityTest> Present()
    {
        var found = new List<SecurityTest>();
        var folder = Path.Combine(Project.Top, "tests");
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var name = "";
            foreach (Match match in Declared().Matches(text))
            {
                if (match.Groups["class"].Success)
                    name = match.Groups["class"].Value;
                else if (IsOne(match.Groups["method"].Value))
                    found.Add(new SecurityTest(name, match.Groups["method"].Value));
            }
        }
        return [.. found.OrderBy(test => test.Name, StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^(?:([ELRS]\d\d)_)+")]
    private static partial Regex Start();

    [GeneratedRegex(@"^public (?:[\w]+ )*class (?<class>\w+)|^    public (?:async )?(?:Task|void) (?<method>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Declared();
}
