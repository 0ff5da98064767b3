using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class PressureAveragesTests
{
    [Fact]
    public void Parse_AFile_GivesPercentsAndTotals()
    {
        PressureAverages.Parse("some avg10=12.50 avg60=0.12 avg300=100.00 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n")
            .ShouldBe((new Pressure(12.5, 0.12, 100, 123), new Pressure(0, 0, 0, 9)));
        PressureAverages.Parse("some avg10=nonsense avg60=-1 avg300=1e9 total=123\n").ShouldBe((new Pressure(0, 0, 0, 123), null));
        PressureAverages.Parse("some avg10=1.00").ShouldBe((null, null));
        PressureAverages.Parse(null).ShouldBe((null, null));
    }
}
