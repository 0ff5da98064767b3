using System.Diagnostics;
using System.Globalization;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security.Races;

/// <summary>Case E05, CVE-2021-30465. <c>./test --race SECONDS</c> runs it for longer.</summary>
public sealed class SymlinkRaceTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    /// <summary>In the normal run: some seconds, on, where others take the processor, to as many tries as cases.md wants.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task E05_DirectoriesExchangedForLinks_NothingLandsOutside()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        using var folder = new ScratchFolder();
        var racer = Path.Combine(folder.Path, "racer");
        var whyNot = await FixtureProgram.BuildAsync("racer.c", racer);
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        var race = new SymlinkRace(host, folder.Path, racer);
        var time = Environment.GetEnvironmentVariable("ORCH_RACE") is { Length: > 0 } asked
            ? TimeSpan.FromSeconds(double.Parse(asked, CultureInfo.InvariantCulture))
            : Short;
        var began = Stopwatch.GetTimestamp();

        await race.RunAsync(time, atOnce: 4);

        TestContext.Current.SendDiagnosticMessage(race.Counts.Text(Stopwatch.GetElapsedTime(began), race.Exchanges));
        Console.Error.WriteLine(race.Counts.Text(Stopwatch.GetElapsedTime(began), race.Exchanges));
        race.Counts.Escapes.ShouldBeEmpty();
        // The race was one: both outcomes were seen.
        race.Exchanges.ShouldBeGreaterThan(1000);
        race.Counts.InPlace.ShouldBeGreaterThan(0);
        race.Counts.ThroughLink.ShouldBeGreaterThan(0);
        race.Counts.Refused.ShouldBeGreaterThan(0);
    }
}
