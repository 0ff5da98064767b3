using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Simulation.Tests.Faults;

public sealed partial class FailpointNamesTests
{
    [Fact]
    public void All_AgainstTheSources_EachIsUsedAtOnePlaceAndNoOtherIs()
    {
        List<string> used = [];
        foreach (string file in Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            if (Path.GetFileName(file) != "FailpointNames.cs" && text.Contains("Failpoint.", StringComparison.Ordinal))
                used.AddRange(Uses().Matches(text).SelectMany(use => Names().Matches(use.Value)).Select(name => name.Groups[1].Value));
        }
        used.Order().ShouldBe(FailpointNames.All.Order());
    }

    private static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src"));

    [GeneratedRegex("""Failpoint\.(Hit|Fails)\([^;]*\)""")]
    private static partial Regex Uses();

    [GeneratedRegex("\"([a-z.-]+)\"")]
    private static partial Regex Names();
}
