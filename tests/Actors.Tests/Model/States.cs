using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Model;

/// <summary>A container in each phase, brought there by events.</summary>
internal static class States
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly InitIdentity Init = new(4242, 99, "boot");

    public static ContainerState In(ContainerPhase phase, ContainerSpec? spec = null) => After(spec ?? Given.Spec, phase switch
    {
        ContainerPhase.Stopped => [],
        ContainerPhase.Starting => [Start],
        ContainerPhase.Running => [Start, Started],
        ContainerPhase.Frozen => [Start, Started, Freeze, new ContainerFrozen(1, TimeSpan.Zero)],
        ContainerPhase.Stopping => [Start, Started, new ContainerStopRequested(1, 15, TimeSpan.FromSeconds(10), false)],
        ContainerPhase.Freezing => [Start, Started, Freeze],
        ContainerPhase.Thawed =>
            [Start, Started, Freeze, new ContainerFrozen(1, TimeSpan.Zero), new ContainerThawRequested(1)],
        _ => [Start, Started, new ContainerKillRequested(1, KillReason.Asked)],
    });

    public static ContainerState After(ContainerSpec spec, params IContainerEvent[] events)
    {
        ContainerState? state = ContainerEvolution.Evolve(
            null, Record(new ContainerCreated("web", spec, new PreparedContainer(1, 2, null), false, null)));
        foreach (IContainerEvent what in events)
            state = ContainerEvolution.Evolve(state, Record(what));
        return state.ShouldNotBeNull();
    }

    public static ContainerState? Apply(ContainerState? state, IEnumerable<IContainerEvent> events) =>
        events.Aggregate(state, (now, what) => ContainerEvolution.Evolve(now, Record(what)));

    public static JournalRecord Record(IEvent what) =>
        new(1, Now, Guid.Empty, "web", null, Given.User, "test", what, []);

    private static ContainerStartRequested Start { get; } = new(1, false);

    private static ContainerStarted Started { get; } = new(1, Init);

    private static ContainerFreezeRequested Freeze { get; } = new(1, null, TimeSpan.FromMinutes(1), "container");
}
