using System.Xml.Linq;

namespace Orchestrator.Security.Tests;

/// <summary>The runner's reports (its option -xml) of the run that the table is made from.</summary>
internal sealed class TestReports
{
    private readonly Dictionary<string, (TestOutcome Outcome, string? Reason)> _results = [];

    public static TestReports Read(string folder)
    {
        var reports = new TestReports();
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var test in XDocument.Load(file).Descendants("test"))
                reports.Add(test);
        }
        return reports;
    }

    public (TestOutcome Outcome, string? Reason) Of(SecurityTest test) => _results.GetValueOrDefault(test.Name);

    private void Add(XElement test)
    {
        var name = $"{((string)test.Attribute("type")!).Split('.')[^1]}.{(string)test.Attribute("method")!}";
        var outcome = (string?)test.Attribute("result") switch
        {
            "Pass" => TestOutcome.Passed,
            "Skip" => TestOutcome.Skipped,
            "Fail" => TestOutcome.Failed,
            _ => TestOutcome.NotRun,
        };
        // A test with several inputs, or one that runs here and in the test machine: the worst counts, and a skip least.
        if (outcome > _results.GetValueOrDefault(name).Outcome)
            _results[name] = (outcome, test.Element("reason")?.Value.Trim());
    }
}
