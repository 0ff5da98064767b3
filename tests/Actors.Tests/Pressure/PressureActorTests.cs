using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
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
        await daemon.DoneAsync(Given.Create("hog", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 25 } }, start: true));
        await daemon.DoneAsync(Given.Create("job", Given.Spec with { Resources = new ResourceLimits { CpuWeight = 400 } }, start: true));

        await UntilAsync(daemon, stalls: true, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Frozen);

        (await daemon.DoneAsync(new GetContainer("hog"))).Freeze.ShouldNotBeNull().Holder.ShouldBe("pressure");
        (await daemon.DoneAsync(new GetContainer("job"))).State.ShouldBe(ContainerPhase.Running);
        await daemon.SeenAsync("container-reclaimed", "hog");
        await UntilAsync(daemon, stalls: false, async () => (await daemon.DoneAsync(new GetContainer("hog"))).State == ContainerPhase.Running);
        _disk.Records.Select(record => record.Manifest).ShouldNotContain("container-kill-requested.v1");
    }

    private async Task UntilAsync(TestDaemon daemon, bool stalls, Func<Task<bool>> holds)
    {
        for (int second = 0; second < 5_000; second++)
        {
            if (await holds())
                return;
            // The fake second is over at once; the actors take the time they need.
            for (int before = _node.NodeReads; _node.NodeReads == before;)
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
