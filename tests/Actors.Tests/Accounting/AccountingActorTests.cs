using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Accounting;

/// <summary>A round is one reading of the node, so the number of these tells in which round a container was read.</summary>
public sealed class AccountingActorTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<int> _rounds = new();
    private long _cpu = 5;

    public AccountingActorTests()
    {
        _node.Usage = _ =>
        {
            _rounds.Enqueue(_node.NodeReads);
            return ResourceUsage.None with { CpuUsec = Volatile.Read(ref _cpu) };
        };
        Tell(nodeCpu: 5);
    }

    [Fact]
    public async Task Container_IdleForLong_IsReadEveryFourthRound()
    {
        await using TestDaemon daemon = await RestingAsync();

        _rounds.Where(round => round is >= 20 and < 40).ShouldBe([20, 24, 28, 32, 36]);
    }

    [Fact]
    public async Task Container_ThatWorksAfterARest_IsReadAtOnce_WithItsRateOverTheTimeSinceItsLastReading()
    {
        await using TestDaemon daemon = await RestingAsync();
        Volatile.Write(ref _cpu, 5_000_000_005);
        Tell(nodeCpu: 5_000_000_005);
        int now = _node.NodeReads;
        await UntilAsync(daemon, now + ReadingTurn.Patience);

        // The round of the change may have been under way.
        Enumerable.Range(now + 2, 7).ShouldBeSubsetOf(_rounds);
        IReadOnlyList<UsagePoint> history = (await daemon.DoneAsync(new GetStats("web", History: true))).Single().History;
        int woke = history.Index().First(point => point.Item.CpuPercent > 0).Index;
        // The clock may have been set forward between a reading and the note of its time, by a second at either end.
        double seconds = (history[woke].At - history[woke - 1].At).TotalSeconds;
        history[woke].CpuPercent.ShouldNotBeNull().ShouldBeInRange(Rate(seconds + 1), Rate(seconds - 1));

        static double Rate(double seconds) => 5_000_000_000 / seconds / 10_000;
    }

    [Fact]
    public async Task Container_WhileTheNodeStalls_IsReadEachRound()
    {
        await using TestDaemon daemon = await RestingAsync();
        int now = _node.NodeReads;
        await UntilAsync(daemon, now + 8, stalls: true);

        Enumerable.Range(now + 2, 5).ShouldBeSubsetOf(_rounds);
    }

    [Fact]
    public async Task Container_WhereTheKernelDoesNotTellTheNodesTime_IsReadEachRound()
    {
        Tell(nodeCpu: null);
        await using TestDaemon daemon = await RestingAsync();

        _rounds.Where(round => round is >= 20 and < 40).ShouldBe(Enumerable.Range(20, 20));
    }

    private async Task<TestDaemon> RestingAsync()
    {
        TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("web", start: true));
        await UntilAsync(daemon, 40);
        return daemon;
    }

    /// <summary>Rounds before that one are over then.</summary>
    private async Task UntilAsync(TestDaemon daemon, int round, bool stalls = false)
    {
        using CancellationTokenSource limit = new(TestDaemon.Limit);
        long stalled = 0;
        while (_node.NodeReads < round)
        {
            limit.Token.ThrowIfCancellationRequested();
            if (stalls)
                Tell(_node.NodeReading.Usage.CpuUsec, stalled += 500_000);
            // Again and again, since the accounting actor arms its timer in its own time.
            _time.Advance(TimeSpan.FromSeconds(1));
            await daemon.DoneAsync(new GetFleetStatus());
        }
    }

    private void Tell(long? nodeCpu, long stalled = 0) => _node.NodeReading = new UsageReading(
        ResourceUsage.None with { CpuUsec = nodeCpu }, new PressureTotals(0, 0, stalled, stalled, 0, 0));
}
