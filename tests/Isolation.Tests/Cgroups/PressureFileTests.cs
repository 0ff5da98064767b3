using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class PressureFileTests
{
    [Theory]
    [InlineData("some avg10=0.00 avg60=0.12 avg300=0.05 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=45\n", 123L, 45L)]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=9223372036854775807\n", long.MaxValue, null)]
    [InlineData("full avg10=0.00 total=7", null, 7L)]
    [InlineData("some avg10=0.00 total=\nfull total=x\n", null, null)]
    [InlineData("some avg10=0.00 total=18446744073709551616\n", null, null)]
    [InlineData("awesome total=5\n", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void Totals_OfAFile_OrNullWhereItHasNone(string? text, long? some, long? full) =>
        PressureFile.Totals(System.Text.Encoding.ASCII.GetBytes(text ?? "")).ShouldBe((some, full));
}
