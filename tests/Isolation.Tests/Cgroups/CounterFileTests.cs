using CsCheck;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class CounterFileTests
{
    [Fact]
    public void Find_KeyThatIsAPrefixOfAnother_IsNotConfused()
    {
        CounterFile.Find("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"u8, "oom_kill"u8).ShouldBe(3);
        CounterFile.Find("usage_usec 12"u8, "usage_usec"u8).ShouldBe(12);
        CounterFile.Find("a 1\n"u8, "b"u8).ShouldBeNull();
    }

    [Fact]
    public void Find_AnyText_NeverThrows() =>
        Gen.Byte.Array[0, 64].Sample(text => { CounterFile.Find(text, "k"u8); });

    [Fact]
    public void ReadNumber_WithoutBudget_StillReads()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(Path.Combine(folder.Path, "n"), "42\n");
        using var parent = DirectoryHandle.Open(folder.Path);
        var budget = new DescriptorBudget(1);
        using var kept = new CounterFile(parent, "n", budget);
        using var opened = new CounterFile(parent, "n", budget);
        kept.ReadNumber().ShouldBe(42);
        opened.ReadNumber().ShouldBe(42);
        budget.TryTake().ShouldBeFalse();
        kept.Dispose();
        budget.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void ReadNumber_FileThatIsMissing_IsNull()
    {
        using var folder = new ScratchFolder();
        using var parent = DirectoryHandle.Open(folder.Path);
        using var file = new CounterFile(parent, "missing", new DescriptorBudget(1));
        file.ReadNumber().ShouldBeNull();
    }

    [Fact]
    public void IoStatistics_SumOverDevices()
    {
        IoStatistics.ParseV2("8:0 rbytes=100 wbytes=7 rios=1\n8:16 rbytes=1 wbytes=2\n"u8).ShouldBe((101L, 9L));
        IoStatistics.ParseV1("8:0 Read 5\n8:0 Write 6\n8:0 Sync 9\n8:0 Total 20\n8:16 Read 1\nTotal 21\n"u8).ShouldBe((6L, 6L));
        IoStatistics.ParseV2(""u8).ShouldBe((0L, 0L));
    }
}
