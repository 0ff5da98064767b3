using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Actors.Tests.Model;

public sealed class FreezeRulesTests
{
    private static readonly DateTimeOffset Now = States.Now;

    [Fact]
    public void Thaw_ByOneOfTwoOwners_LeavesItFrozenForTheOther()
    {
        ContainerState state = Frozen(("ann", null), ("backup", null));

        state = After(state, new Order.Thaw("ann"));

        state.Phase.ShouldBe(ContainerPhase.Frozen);
        state.Freeze.ShouldNotBeNull().Holder.ShouldBe("backup");
        After(state, new Order.Thaw("backup")).Phase.ShouldBe(ContainerPhase.Thawed);
    }

    [Fact]
    public void Freeze_ByTheSameOwnerTwice_CountsOnce() =>
        After(After(Frozen(("ann", null)), Freeze("ann", null)), new Order.Thaw("ann")).Phase.ShouldBe(ContainerPhase.Thawed);

    [Fact]
    public void Thaw_ByWhoDoesNotHoldIt_IsRefusedAndNamesWhoDoes()
    {
        ContainerState state = Frozen(("backup", null));

        Decision refused = ContainerMachine.Decide(state, new Order.Thaw("ann"));

        refused.Refusal.ShouldNotBeNull().Reason.ShouldBe(
            "web is not frozen by ann but by backup. Let them thaw it, or end their freezes too: orch thaw --force.");
        After(state, new Order.Thaw("ann", Force: true)).Phase.ShouldBe(ContainerPhase.Thawed);
    }

    [Fact]
    public void LeaseOver_OfOneOwner_EndsOnlyThatFreeze()
    {
        ContainerState state = Frozen(("ann", TimeSpan.FromMinutes(5)), ("backup", TimeSpan.FromMinutes(9)));
        DueTimes.Of(state, OrderKind.LeaseOver).ShouldBe(Now.AddMinutes(5));

        state = After(state, new Order.LeaseOver(Now.AddMinutes(5)));

        state.Phase.ShouldBe(ContainerPhase.Frozen);
        DueTimes.Of(state, OrderKind.LeaseOver).ShouldBe(Now.AddMinutes(9));
        After(state, new Order.LeaseOver(Now.AddMinutes(9))).Phase.ShouldBe(ContainerPhase.Thawed);
    }

    [Fact]
    public void Freeze_Renewed_HasTheNewEndAndTheOldBegin()
    {
        ContainerState state = After(Frozen(("ann", TimeSpan.FromMinutes(5))), Freeze("ann", TimeSpan.FromMinutes(20)));

        state.Holds.ShouldHaveSingleItem().Until.ShouldBe(Now.AddMinutes(20));
    }

    [Fact]
    public void Z04_FreezeOfWhatStarts_FreezesItOnceItRuns()
    {
        ContainerState state = After(States.In(ContainerPhase.Starting), Freeze("ann", null));
        state.Phase.ShouldBe(ContainerPhase.Starting);

        state = After(state, new Order.Launched(States.Init));

        state.Phase.ShouldBe(ContainerPhase.Freezing);
        After(state, new Order.FreezeDone(TimeSpan.Zero)).Phase.ShouldBe(ContainerPhase.Frozen);
    }

    [Fact]
    public void Z04_ThawOfWhatStarts_CallsTheFreezeOff()
    {
        ContainerState state = After(States.In(ContainerPhase.Starting), Freeze("ann", null));

        state = After(After(state, new Order.Thaw("ann")), new Order.Launched(States.Init));

        state.Phase.ShouldBe(ContainerPhase.Running);
        state.Freeze.ShouldBeNull();
    }

    [Fact]
    public void Freeze_OfWhatTheFleetHolds_GoesToTheKernelSoThatItOutlastsTheFleet()
    {
        FreezeView fleet = new(Given.User, null, Now, null, ContainerMachine.FleetScope);
        ContainerState state = ContainerEvolution.FrozenWithFleet(States.In(ContainerPhase.Running), fleet, Now);

        state = After(After(state, Freeze("ann", null)), new Order.FreezeDone(TimeSpan.Zero));

        ContainerEvolution.ThawedWithFleet(state, Now).Phase.ShouldBe(ContainerPhase.Frozen);
    }

    private static Order.Freeze Freeze(string owner, TimeSpan? lease) => new(owner, owner, null, lease, "container");

    private static ContainerState Frozen(params (string Owner, TimeSpan? Lease)[] owners)
    {
        ContainerState state = States.In(ContainerPhase.Running);
        foreach ((string owner, TimeSpan? lease) in owners)
            state = After(state, Freeze(owner, lease));
        return After(state, new Order.FreezeDone(TimeSpan.Zero));
    }

    private static ContainerState After(ContainerState state, Order order)
    {
        Decision decision = ContainerMachine.Decide(state, order);
        decision.Refusal.ShouldBeNull();
        return States.Apply(state, decision.Events).ShouldNotBeNull();
    }
}
