using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Containers;

/// <summary>Healthchecks, by a clock that the test moves.</summary>
public sealed class HealthTests
{
    private static readonly HealthSpec Usual = new() { Command = ["check"], Interval = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(5), Retries = 2 };

    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Success_MakesItHealthy_AndEachChangeIsRecordedOnce()
    {
        _node.Exec = _ => ExitStatus.Exited(0);
        await using TestDaemon daemon = await StartAsync(Usual);
        (await daemon.DoneAsync(new GetContainer("web"))).Health.ShouldNotBeNull().Status.ShouldBe(HealthStatus.Starting);

        await AskedAsync(3);

        await HealthAsync(daemon, HealthStatus.Healthy);
        Changes.ShouldBe([HealthStatus.Healthy]);
        _disk.Events.Any(record => record.Event is ContainerExecRequested or ContainerExecExited).ShouldBeFalse();
    }

    [Fact]
    public async Task Failures_AsManyAsRetries_MakeItUnhealthyAndASuccessHealthyAgain()
    {
        int code = 1;
        _node.Exec = _ => ExitStatus.Exited(Volatile.Read(ref code));
        await using TestDaemon daemon = await StartAsync(Usual);

        await AskedAsync(1);
        Changes.ShouldBeEmpty();
        await AskedAsync(1);
        await daemon.SeenAsync("container-health-changed");
        ContainerHealthChanged change = _disk.Events.Select(record => record.Event).OfType<ContainerHealthChanged>().Single();
        (change.Status, change.Failures, change.ExitCode).ShouldBe((HealthStatus.Unhealthy, 2, 1));
        Volatile.Write(ref code, 0);
        await AskedAsync(1);

        await HealthAsync(daemon, HealthStatus.Healthy);
        Changes.ShouldBe([HealthStatus.Unhealthy, HealthStatus.Healthy]);
    }

    [Fact]
    public async Task Failures_InTheStartPeriod_DoNotCount()
    {
        _node.Exec = _ => ExitStatus.Exited(1);
        await using TestDaemon daemon = await StartAsync(Usual with { StartPeriod = TimeSpan.FromHours(10), Retries = 1 });

        await AskedAsync(3);
        (await daemon.DoneAsync(new GetContainer("web"))).Health.ShouldNotBeNull().Status.ShouldBe(HealthStatus.Starting);
        _time.Advance(TimeSpan.FromHours(10));
        await AskedAsync(2);

        await HealthAsync(daemon, HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task CheckThatHangs_IsKilledAfterItsTimeAndHasFailed()
    {
        _node.Exec = _ => null;
        await using TestDaemon daemon = await StartAsync(Usual with { Retries = 1 });
        await AskedAsync(1);

        await Eventually.Is(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _node.Calls.Contains("kill exec");
        });

        await HealthAsync(daemon, HealthStatus.Unhealthy);
        _disk.Events.Select(record => record.Event).OfType<ContainerHealthChanged>().Single().Problem.ShouldBe("it took longer than 5 s");
    }

    [Fact]
    public async Task Frozen_IsNotAsked_AndStoppedNeither()
    {
        _node.Exec = _ => ExitStatus.Exited(0);
        await using TestDaemon daemon = await StartAsync(Usual);
        await AskedAsync(1);
        await HealthAsync(daemon, HealthStatus.Healthy);

        await daemon.DoneAsync(new FreezeContainer(Given.User, "test", "web", null, null));
        int before = Asked;
        _time.Advance(TimeSpan.FromMinutes(5));
        (await daemon.DoneAsync(new GetContainer("web"))).Health.ShouldNotBeNull().Status.ShouldBe(HealthStatus.Healthy);
        Asked.ShouldBe(before);
        await daemon.DoneAsync(new ThawContainer(Given.User, "test", "web"));
        await AskedAsync(1);

        await daemon.DoneAsync(new StopContainer(Given.User, "test", "web", null));
        (await daemon.DoneAsync(new GetContainer("web"))).Health.ShouldBeNull();
    }

    [Fact]
    public async Task AfterARestartOfTheDaemon_ItIsKnownAndAskedOn()
    {
        _node.Exec = _ => ExitStatus.Exited(0);
        await using (TestDaemon daemon = await StartAsync(Usual))
        {
            await AskedAsync(1);
            await HealthAsync(daemon, HealthStatus.Healthy);
        }

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk, _time);
        (await next.DoneAsync(new GetContainer("web"))).Health.ShouldNotBeNull().Status.ShouldBe(HealthStatus.Healthy);
        _node.Exec = _ => ExitStatus.Exited(1);
        await AskedAsync(2);
        await HealthAsync(next, HealthStatus.Unhealthy);
    }

    private IReadOnlyList<HealthStatus> Changes => [.. _disk.Events.Select(record => record.Event).OfType<ContainerHealthChanged>().Select(e => e.Status)];

    private int Asked => _node.Calls.Count(call => call == "exec");

    private async Task<TestDaemon> StartAsync(HealthSpec health)
    {
        TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("web", start: true, spec: Given.Spec with { Health = health }));
        return daemon;
    }

    /// <summary>So many questions more; the clock goes on only once one is asked, as its timer is set by the answer before.</summary>
    private async Task AskedAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            int before = Asked;
            await Eventually.Is(() =>
            {
                if (Asked == before)
                    _time.Advance(TimeSpan.FromSeconds(1));
                return Asked > before;
            });
        }
    }

    private static Task HealthAsync(TestDaemon daemon, HealthStatus status) =>
        Eventually.Is(async () => (await daemon.DoneAsync(new GetContainer("web"))).Health?.Status == status);
}
