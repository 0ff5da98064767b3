namespace Orchestrator.Security.Tests;

/// <summary>
/// SECURITY.md lists each case with what holds it, its tests and their results. <c>./test --security-table</c> runs all
/// those tests and writes the table; a test that is new, or gone, makes this fail until that was done.
/// </summary>
public sealed class SecurityTableTests
{
    private readonly IReadOnlyList<Threat> _threats = ThreatList.Read();
    private readonly IReadOnlyList<SecurityTest> _tests = SecurityTest.Present();

    [Fact]
    public void Table_InSecurityMd_NamesExactlyTheTestsThatAreThere()
    {
        if (Environment.GetEnvironmentVariable("ORCH_TEST_RESULTS") is { } results)
            SecurityTable.Write(_threats, _tests, TestReports.Read(results));
        var named = SecurityTable.Named();

        foreach (var threat in _threats)
        {
            named[threat.Id].ShouldBe(
                _tests.Where(test => test.Ids.Contains(threat.Id)).Select(test => test.Name), ignoreOrder: true,
                $"case {threat.Id}: write the table anew with ./test --security-table");
        }
        named.Select(row => row.Key).ShouldBeSubsetOf(_threats.Select(threat => threat.Id));
    }

    [Fact]
    public void Threats_OfEveryTest_AreListedOnceInOrder()
    {
        var ids = _threats.Select(threat => threat.Id).ToList();
        ids.ShouldBeUnique();
        ids.ShouldBe(ids.OrderBy(id => "ELRS".IndexOf(id[0], StringComparison.Ordinal)).ThenBy(id => id, StringComparer.Ordinal));
        _tests.SelectMany(test => test.Ids).Distinct().Except(ids).ShouldBeEmpty("a test of a case that threats.txt does not list");
    }

    [Fact]
    public void Threats_WithoutATest_SayWhatIsNotThereYet() =>
        _threats.Where(threat => !_tests.Any(test => test.Ids.Contains(threat.Id)))
            .ShouldAllBe(threat => threat.Holds.StartsWith(ThreatList.NotThere, StringComparison.Ordinal));

    [Fact]
    public void Present_OfThisProject_AreFoundInTheSources()
    {
        // Whoever changes how tests are declared must not make the table empty.
        _tests.Count.ShouldBeGreaterThan(100);
        _tests.ShouldContain(test => test.Name == "EscapeTests.E01_HostPrograms_CannotBeOverwritten");
        SecurityTest.IsOne("J02_DiskFull").ShouldBeFalse();
        new SecurityTest("x", "E06_E10_Both_AreThere").Ids.ShouldBe(["E06", "E10"]);
    }
}
