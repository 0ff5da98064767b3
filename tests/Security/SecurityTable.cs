using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Security.Tests;

/// <summary>The table in SECURITY.md.</summary>
internal static partial class SecurityTable
{
    private const string Begin = "<!-- written by ./test --security-table -->\n";
    private const string End = "<!-- end of the table -->\n";

    private static string File => Path.Combine(Project.Top, "SECURITY.md");

    /// <summary>Tests that the table names, by the case that it names them for.</summary>
    public static ILookup<string, string> Named()
    {
        var text = System.IO.File.ReadAllText(File);
        var (from, to) = Place(text);
        return text[from..to].Split('\n')
            .Select(line => line.Split('|'))
            .Where(cells => cells.Length > 5)
            .SelectMany(cells => TestName().Matches(cells[4]).Select(match => (Id: cells[1].Trim(), Test: match.Groups[1].Value)))
            .ToLookup(row => row.Id, row => row.Test);
    }

    public static void Write(IReadOnlyList<Threat> threats, IReadOnlyList<SecurityTest> tests, TestReports reports)
    {
        var text = System.IO.File.ReadAllText(File);
        var (from, to) = Place(text);
        var table = new StringBuilder("| case | attack | what holds it | tests | result |\n|---|---|---|---|---|\n");
        foreach (var threat in threats)
        {
            var own = tests.Where(test => test.Ids.Contains(threat.Id)).ToList();
            table.Append("| ").Append(threat.Id).Append(" | ").Append(threat.What).Append(" | ").Append(threat.Holds).Append(" | ")
                .AppendJoin("<br>", own.Select(test => $"`{test.Name}`")).Append(" | ").Append(Result(own, reports)).Append(" |\n");
        }
        System.IO.File.WriteAllText(File, text[..from] + table + text[to..]);
    }

    private static string Result(List<SecurityTest> tests, TestReports reports)
    {
        if (tests.Count == 0)
            return "no test";
        var results = tests.Select(reports.Of).ToList();
        var words = new List<string>();
        void Count(TestOutcome outcome, string word)
        {
            var count = results.Count(result => result.Outcome == outcome);
            if (count > 0)
                words.Add($"{(tests.Count == 1 ? "" : $"{count} ")}{word}");
        }
        Count(TestOutcome.Failed, "**failed**");
        Count(TestOutcome.Passed, "passed");
        Count(TestOutcome.Skipped, "skipped: " + string.Join("; ", results
            .Where(result => result.Outcome == TestOutcome.Skipped).Select(result => result.Reason?.ReplaceLineEndings(" ").Replace('|', '/')).Distinct()));
        Count(TestOutcome.NotRun, "not run");
        return string.Join(", ", words);
    }

    private static (int From, int To) Place(string text)
    {
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        return from > Begin.Length && to >= from ? (from, to) : throw new InvalidDataException($"SECURITY.md has no place for the table: {Begin}{End}");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestName();
}
