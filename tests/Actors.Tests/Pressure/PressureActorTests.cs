using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Pressure;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Pressure;

public sealed class PressureActorTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private long _stalled;

    [Fact]
    public async Task Pressure_FreezesAndReclaimsTheLeastImportant_AndGivesBackOnceItIsCalm()
    {
        _node.Usage = _ => ResourceUsage.None with { CpuUsec = 1, MemoryBytes = 1 << 20 };
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await UntilHogIsFrozenAsync(daemon);

        (await daemon.DoneAsync(new GetContainer("hog"))).Freeze.ShouldNotBeNull().Holder.ShouldBe("pressure");
        (await daemon.DoneAsync(new GetContainer("job"))).State.ShouldBe(ContainerPhase.Running);
        await daemon.SeenAsync("container-reclaimed", "hog");
        await UntilAsync(daemon, stalls: false, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Running);
        _disk.Records.Select(record => record.Manifest).ShouldNotContain("container-kill-requested.v1");
    }

    [Fact]
    public async Task Pressure_OfAContainerAtItsOwnLimit_TakesNothingFromOthers()
    {
        _node.IsMemoryShort = false;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("hog", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 25 } }, start: true));
        await daemon.DoneAsync(Given.Create("job", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 400 } }, start: true));
        int readings = 0;
        await UntilAsync(daemon, stalls: true, () => Task.FromResult(++readings > 60));

        _disk.Records.Select(record => record.Manifest).ShouldNotContain("container-pressed.v1");
    }

    [Fact]
    public async Task Pressure_FrozenByTheDaemonBefore_TheNextOneThaws()
    {
        await FreezeHogAsync();

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk, _time);
        (await next.DoneAsync(new GetContainer("hog"))).State.ShouldBe(ContainerPhase.Frozen);
        await UntilAsync(next, stalls: false, async () => (await next.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pressure_ShareTakenByTheDaemonBefore_TheNextOneGivesItBack(bool enabled)
    {
        await using (TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time))
        {
            await daemon.DoneAsync(Given.Create("hog", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 25 } }, start: true));
            await daemon.DoneAsync(Given.Create("job", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 400 } }, start: true));
            await UntilAsync(daemon, stalls: true, () => Task.FromResult(!_node.Updates.IsEmpty));
        }
        _node.Updates.ShouldHaveSingleItem().CpuWeight.ShouldBe(1);

        await using TestDaemon next = await TestDaemon.StartAsync(
            _node, _disk, _time, new OrchestratorOptions { Pressure = new PressureOptions { Enabled = enabled } });
        await UntilAsync(next, stalls: false, () => Task.FromResult(_disk.Records.Count(record => record.Manifest == "container-pressed.v1") >= 2));
        // A reading that comes before that is recorded, which only this clock brings about, has it given back once more.
        _node.Updates.Select(limits => limits.CpuWeight).Distinct().ShouldBe([1, 25]);
    }

    [Fact]
    public async Task Pressure_SwitchedOffWhileOneIsFrozen_TheNextDaemonThawsIt()
    {
        await FreezeHogAsync();

        await using TestDaemon next = await TestDaemon.StartAsync(
            _node, _disk, _time, new OrchestratorOptions { Pressure = new PressureOptions { Enabled = false } });
        await next.SeenAsync("container-thawed", "hog");
        (await next.DoneAsync(new GetContainer("hog"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Pressure_UserFreezesWhatItFroze_StaysFrozenForTheUser()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await UntilHogIsFrozenAsync(daemon);
        await daemon.DoneAsync(new FreezeContainer(Given.User, "test", "hog", "mine"));

        await UntilAsync(daemon, stalls: false, async () =>
            (await daemon.DoneAsync(new GetContainer("hog"))).Freeze.ShouldNotBeNull().Holder == Given.User.User);
        await CalmAsync(daemon);
        (await daemon.DoneAsync(new GetContainer("hog"))).State.ShouldBe(ContainerPhase.Frozen);
    }

    [Fact]
    public async Task Pressure_UserCalledPressureFroze_LeavesItToThem()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("mine", start: true));
        await daemon.DoneAsync(new FreezeContainer(new Caller(1001, "pressure"), "test", "mine", null));

        await CalmAsync(daemon);
        (await daemon.DoneAsync(new GetContainer("mine"))).State.ShouldBe(ContainerPhase.Frozen);
    }

    [Fact]
    public async Task Pressure_ThawedByHandInBetween_FreezesAgainAndGivesBack()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await UntilHogIsFrozenAsync(daemon);
        await daemon.DoneAsync(new ThawContainer(Given.User, "test", "hog", Force: true));

        await UntilAsync(daemon, stalls: true, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Frozen);
        await UntilAsync(daemon, stalls: false, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Running);
    }

    private async Task FreezeHogAsync()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await UntilHogIsFrozenAsync(daemon);
    }

    private async Task UntilHogIsFrozenAsync(TestDaemon daemon)
    {
        await daemon.DoneAsync(Given.Create("hog", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 25 } }, start: true));
        await daemon.DoneAsync(Given.Create("job", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 400 } }, start: true));
        await UntilAsync(daemon, stalls: true, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Frozen);
    }

    private async Task CalmAsync(TestDaemon daemon)
    {
        int readings = 0;
        await UntilAsync(daemon, stalls: false, () => Task.FromResult(++readings > 60));
    }

    private async Task UntilAsync(TestDaemon daemon, bool stalls, Func<Task<bool>> holds)
    {
        for (int second = 0; second < 5_000; second++)
        {
            if (await holds())
                return;
            // The fake second is over at once; the actors take the time they need. With pressure switched off nobody reads the node.
            for ((int before, int tries) = (_node.NodeReads, 0); _node.NodeReads == before && tries < 20; tries++)
            {
                _stalled += stalls ? 500_000 : 0;
                _node.NodeReading = new UsageReading(ResourceUsage.None, new PressureTotals(0, 0, _stalled, _stalled, 0, 0));
                _time.Advance(TimeSpan.FromSeconds(1));
                for (int i = 0; i < 4; i++)
                    await daemon.DoneAsync(new GetFleetStatus());
            }
        }
        (await holds()).ShouldBeTrue(string.Join(", ", _disk.Records.Select(record => record.Manifest)));
    }
}
