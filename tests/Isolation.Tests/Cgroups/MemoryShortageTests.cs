using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class MemoryShortageTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("orch-shortage-").FullName;

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Theory]
    [InlineData(99_000, "max", "max", false)]
    [InlineData(99_000, "100000", "max", true)]
    [InlineData(94_000, "100000", "max", false)]
    [InlineData(99_000, "max", "100000", true)]
    public void IsThere_V2_LooksAtTheParentAndAllAbove(int used, string own, string above, bool expected) =>
        Shortage(isV2: true, used, own, above, available: 5_000_000).IsThere.ShouldBe(expected);

    [Theory]
    [InlineData("9223372036854771712", false)]
    [InlineData("100000", true)]
    public void IsThere_V1_LooksAtTheLimit(string own, bool expected) =>
        Shortage(isV2: false, 99_000, own, "9223372036854771712", available: 5_000_000).IsThere.ShouldBe(expected);

    [Theory]
    [InlineData(true, "inactive_anon 0\ninactive_file 10000\n")]
    [InlineData(false, "inactive_file 0\ntotal_inactive_file 10000\n")]
    public void IsThere_FullOfCacheThatNobodyUses_IsNoShortage(bool isV2, string stat)
    {
        var shortage = Shortage(isV2, 99_000, "100000", "9223372036854771712", available: 5_000_000);
        shortage.IsThere.ShouldBeTrue();
        File.WriteAllText(Path.Combine(_top, "slice", "node", "memory.stat"), stat);
        shortage.IsThere.ShouldBeFalse();
    }

    [Fact]
    public void IsThere_LittleIsLeftOnTheHost_WithoutAnyLimit() =>
        Shortage(isV2: true, 1, "max", "max", available: 900_000).IsThere.ShouldBeTrue();

    private MemoryShortage Shortage(bool isV2, int used, string own, string above, int available)
    {
        var group = Directory.CreateDirectory(Path.Combine(_top, "slice", "node")).FullName;
        var meminfo = Path.Combine(_top, "meminfo");
        File.WriteAllText(meminfo, $"MemTotal:       10000000 kB\nMemFree:          100000 kB\nMemAvailable:   {available} kB\n");
        foreach (var (path, limit) in (ReadOnlySpan<(string, string)>)[(group, own), (Path.GetDirectoryName(group)!, above)])
        {
            File.WriteAllText(Path.Combine(path, isV2 ? "memory.max" : "memory.limit_in_bytes"), limit + "\n");
            File.WriteAllText(Path.Combine(path, isV2 ? "memory.current" : "memory.usage_in_bytes"), $"{used}\n");
        }
        return new MemoryShortage(group, _top, isV2, meminfo);
    }
}
