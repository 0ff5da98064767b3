using Orchestrator.Actors.Accounting;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Accounting;

public sealed class NodeLedgerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly NodeLedger _ledger = new();

    [Fact]
    public void MustReadAll_FirstReading_True() => _ledger.MustReadAll(Node(5_000_000), 0, Second).ShouldBeTrue();

    [Fact]
    public void MustReadAll_KernelDoesNotTell_True()
    {
        _ledger.MustReadAll(Node(null), 0, Second).ShouldBeTrue();
        _ledger.MustReadAll(Node(null), 0, Second).ShouldBeTrue();
    }

    [Fact]
    public void MustReadAll_ThoseReadDidEverything_False()
    {
        _ledger.MustReadAll(Node(0), 0, Second);
        _ledger.MustReadAll(Node(700_000), 700_000, Second).ShouldBeFalse();
        _ledger.MustReadAll(Node(700_000), 0, Second).ShouldBeFalse();
    }

    [Fact]
    public void MustReadAll_SomebodyElseWorked_TrueOnce()
    {
        _ledger.MustReadAll(Node(0), 0, Second);
        _ledger.MustReadAll(Node(702_000), 700_000, Second).ShouldBeTrue();
        _ledger.MustReadAll(Node(702_000), 0, Second).ShouldBeFalse();
    }

    [Fact]
    public void MustReadAll_LittleByLittle_TrueOnceItIsEnough()
    {
        _ledger.MustReadAll(Node(0), 0, Second);
        _ledger.MustReadAll(Node(600), 0, Second).ShouldBeFalse();
        _ledger.MustReadAll(Node(1_200), 0, Second).ShouldBeTrue();
    }

    [Fact]
    public void MustReadAll_ReadLaterThanTheNode_HidesOthersForNoMoreThanTheTolerance()
    {
        _ledger.MustReadAll(Node(0), 0, Second);
        // A container that went on until its own reading: 50 ms more than its node, which shows them a second later.
        _ledger.MustReadAll(Node(900_000), 950_000, Second).ShouldBeFalse();
        _ledger.MustReadAll(Node(1_902_100), 1_000_000, Second).ShouldBeTrue();
    }

    [Theory]
    [InlineData(2_000, 0)]
    [InlineData(0, 2_000)]
    public void MustReadAll_TasksStall_True(long memory, long cpu)
    {
        _ledger.MustReadAll(Node(0), 0, Second);
        _ledger.MustReadAll(Node(0, memory, cpu), 0, Second).ShouldBeTrue();
        _ledger.MustReadAll(Node(0, memory, cpu), 0, Second).ShouldBeFalse();
    }

    private static UsageReading Node(long? cpuUsec, long memoryFull = 0, long cpuFull = 0) => new(
        ResourceUsage.None with { CpuUsec = cpuUsec }, new PressureTotals(cpuFull, cpuFull, memoryFull, memoryFull, 0, 0));
}
