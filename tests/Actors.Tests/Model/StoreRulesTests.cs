using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Model;

public sealed class StoreRulesTests
{
    private static readonly Caller Ann = new(1000, "ann");

    [Fact]
    public void Snapshot_FromOrderToOutcome_IsInTheStateWithWhoAndWhy()
    {
        ContainerState state = After(States.In(ContainerPhase.Stopped), new ContainerSnapshotRequested("snap0", "before"));
        state.Storing.ShouldBe(new StoreState(StoreKind.Snapshot, Ann, States.Now) { Snapshot = "snap0", Comment = "before" });
        Decision done = ContainerMachine.Decide(state, new Order.StoreDone(7, "copied"));
        state = After(state, done.Events.ShouldHaveSingleItem());
        state.Storing.ShouldBeNull();
        state.Snapshots.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new SnapshotView("snap0", "before", States.Now, Ann, 7, "copied"));
        StoreRules.FreeName(state).ShouldBe("snap1");
        state = After(state, new ContainerSnapshotRemoveRequested("snap0"), new ContainerSnapshotRemoved("snap0"));
        state.Snapshots.ShouldBeNull();
    }

    [Fact]
    public void Decide_WhileOneIsUnderWay_RefusesAnother()
    {
        ContainerState state = After(States.In(ContainerPhase.Stopped), new ContainerSnapshotRequested("snap0", null));
        foreach (Order order in new Order[] { new Order.Snapshot("b", null), new Order.Copy(Guid.Empty, "c", null, true) })
            ContainerMachine.Decide(state, order).Refusal.ShouldNotBeNull().Kind.ShouldBe(RefusalKind.Busy);
        // What it stands in one line with is taken.
        ContainerMachine.Decide(state, new Order.Start()).Verdict.ShouldBe(Verdict.Go);
    }

    [Fact]
    public void Decide_OfASnapshotThatIsNotThereOrIsThere_SaysSo()
    {
        ContainerState state = After(
            States.In(ContainerPhase.Stopped), new ContainerSnapshotRequested("snap0", null), new ContainerSnapshotTaken("snap0", 0, "shared"));
        ContainerMachine.Decide(state, new Order.Restore("snap9")).Refusal.ShouldNotBeNull().Reason.ShouldContain("it has snap0");
        ContainerMachine.Decide(state, new Order.Snapshot("snap0", null)).Refusal.ShouldNotBeNull().Kind.ShouldBe(RefusalKind.Conflict);
        ContainerMachine.Decide(state, new Order.Restore("snap0")).Verdict.ShouldBe(Verdict.Go);
        ContainerMachine.Decide(States.In(ContainerPhase.Running), new Order.Restore("snap0")).Refusal.ShouldNotBeNull().Reason.ShouldContain("--to NAME");
    }

    [Fact]
    public void Continuation_OfWhatWasCutOff_DoesItAgain()
    {
        ContainerState state = After(States.In(ContainerPhase.Stopped), new ContainerRestoreRequested("snap0"));
        Continuation.Of(state, ended: false, held: false).ShouldBe([Continuing.Store]);
        Continuation.Of(After(state, new ContainerStoreFailed("no")), ended: false, held: false).ShouldBeEmpty();
    }

    private static ContainerState After(ContainerState state, params IContainerEvent[] events)
    {
        foreach (IContainerEvent what in events)
        {
            state = ContainerEvolution.Evolve(state, new JournalRecord(
                1, States.Now, state.Id, state.Name, null, Ann, "test", what, [])).ShouldNotBeNull();
        }
        return state;
    }
}
