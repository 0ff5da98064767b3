using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Containers;

public sealed class HotplugTests
{
    private static readonly HotplugSpec Fuse = new(HotplugKind.AddDevice, "/dev/fuse", "/dev/fuse");
    private static readonly DeviceRuleSpec Rule = new(true, 'c', 10, 229, "rwm");

    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();

    [Fact]
    public async Task Hotplug_OfARunningContainer_IsRecordedBeforeAndAfter()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web"));
        (await daemon.RefusedAsync(new HotplugContainer(Given.User, "test", "web", Fuse))).Kind.ShouldBe(RefusalKind.Conflict);
        await daemon.DoneAsync(new StartContainer(Given.User, "test", "web"));

        await daemon.DoneAsync(new HotplugContainer(Given.User, "test", "web", Fuse));
        (await daemon.RefusedAsync(new HotplugContainer(Given.User, "test", "web", new HotplugSpec(HotplugKind.Umount, "/refused", null))))
            .Reason.ShouldContain("no such device");

        _disk.Records.Select(record => record.Manifest).Where(name => name.Contains("hotplug")).ShouldBe(
            ["container-hotplug-requested.v1", "container-hotplugged.v1", "container-hotplug-requested.v1", "container-hotplug-failed.v1"]);
    }

    [Fact]
    public void State_KeepsWhatWasGiven_UntilItIsTakenBackOrTheAttemptEnds()
    {
        HotplugSpec mount = new(HotplugKind.Mount, "/mnt", "/srv");
        ContainerState state = States.In(ContainerPhase.Running);
        state = Apply(state, new ContainerHotplugRequested(1, Fuse));
        state.Plugging.ShouldBe(Fuse);
        ContainerMachine.Decide(state, new Order.Hotplug(mount)).Refusal.ShouldNotBeNull().Kind.ShouldBe(RefusalKind.Busy);
        state = Apply(state, new ContainerHotplugged(1, Fuse) { Rule = Rule }, new ContainerHotplugRequested(1, mount), new ContainerHotplugged(1, mount));
        state.Plugging.ShouldBeNull();
        state.Plugged.ShouldBe([Fuse, mount]);
        FleetActor.Known(state).Spec.Resources.Devices.ShouldBe([Rule]);

        ContainerState without = Apply(
            state, new ContainerHotplugged(1, new HotplugSpec(HotplugKind.RemoveDevice, "/dev/fuse", null)) { Rule = Rule with { Allow = false } });
        without.Plugged.ShouldBe([mount]);
        without.PluggedRules.ShouldBe([Rule with { Allow = false }]);

        ContainerState ended = States.Apply(state, ContainerMachine.Decide(state, ContainerMachineTests.Ended(ExitStatus.Exited(0))).Events)!;
        (ended.Plugged, ended.PluggedRules).ShouldBe((null, null));
        FleetActor.Known(ended).Spec.Resources.Devices.ShouldBeNull();
    }

    [Fact]
    public void Continuation_OfOneThatWasCutOff_SaysSo() =>
        Continuation.Of(Apply(States.In(ContainerPhase.Running), new ContainerHotplugRequested(1, Fuse)), ended: false, held: false)
            .ShouldContain(Continuing.Hotplug);

    private static ContainerState Apply(ContainerState state, params IContainerEvent[] events) => States.Apply(state, events)!;
}
