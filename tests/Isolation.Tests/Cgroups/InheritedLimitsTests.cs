using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class InheritedLimitsTests
{
    [Theory]
    [InlineData("memory.max", "max|67108864|max", "max", "67108864", "/a")]
    [InlineData("memory.max", "max|67108864|33554432", "33554432", "33554432", "/a/b")]
    [InlineData("memory.max", "max|5|5", "5", "5", "/a/b")]
    [InlineData("memory.max", "max|max|max", "max", "max", null)]
    [InlineData("memory.limit_in_bytes", "9223372036854771712|4096|9223372036854771712", "9223372036854771712", "4096", "/a")]
    [InlineData("cpu.max", "-|50000 100000|max 100000", "max 100000", "50000 100000", "/a")]
    [InlineData("cpu.max", "-|50000 100000|20000 20000", "20000 20000", "50000 100000", "/a")]
    [InlineData("hugetlb.2MB.max", "-|4096|max", "max", "4096", "/a")]
    public void Of_ANumber_IsTheLowestOfTheChain(string file, string values, string value, string effective, string? from) =>
        InheritedLimits.Of(Chain(values), file).ShouldBe([new InheritedLimit(file, null, value, effective, from)]);

    [Fact]
    public void Of_LinesByDevice_AreLookedAtOneByOne() =>
        InheritedLimits.Of(Chain("-|8:0 rbps=100 wbps=max riops=max wiops=max|8:0 rbps=500 wbps=7 riops=max wiops=max"), "io.max").ShouldBe(
        [
            new InheritedLimit("io.max", "8:0 rbps", "500", "100", "/a"),
            new InheritedLimit("io.max", "8:0 riops", "max", "max", null),
            new InheritedLimit("io.max", "8:0 wbps", "7", "7", "/a/b"),
            new InheritedLimit("io.max", "8:0 wiops", "max", "max", null),
        ]);

    [Fact]
    public void Of_ACpuset_IsWhatTheKernelSaysIsLeft()
    {
        (string, Func<string, string?>)[] chain =
        [
            ("/", file => file == "cpuset.cpus" ? "0-3\n" : null),
            ("/a", file => file == "cpuset.cpus" ? "1-2\n" : null),
            ("/a/b", file => file switch { "cpuset.cpus" => "\n", "cpuset.cpus.effective" => "1-2\n", _ => null }),
        ];
        InheritedLimits.Of(chain, "cpuset.cpus").ShouldBe([new InheritedLimit("cpuset.cpus", null, "", "1-2", "/a")]);
    }

    [Fact]
    public void Of_AFileThatBindsNobodyBelow_IsNone() => InheritedLimits.Of(Chain("1|1|1"), "cpu.weight").ShouldBeEmpty();

    /// <summary>What the root, /a and /a/b say; a dash: no such file there.</summary>
    private static (string Path, Func<string, string?> Read)[] Chain(string values)
    {
        var texts = values.Split('|');
        return [.. ((string[])["/", "/a", "/a/b"]).Select((path, index) => (path, (Func<string, string?>)(_ => texts[index] == "-" ? null : texts[index] + "\n")))];
    }
}
