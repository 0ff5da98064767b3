using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bench;

/// <summary>The benchmark runs and prints its ratios; what they are is a matter of the machine, not of a test.</summary>
public sealed class StartBenchTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Start_ShortRun_PrintsRatios()
    {
        // It is built first.
        var bench = await root.ToolWith([], TimeSpan.FromMinutes(15), Path.Combine(Binaries.Top, "bench"), "start", "5");
        bench.Ok().Out.ShouldMatch(@"/ .*: median [0-9.]+, p90 [0-9.]+, p10 [0-9.]+, CPU [0-9.]+");
    }
}
