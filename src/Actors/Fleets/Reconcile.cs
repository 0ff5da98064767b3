using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// What the journal believes, against what the kernel and the launcher say after a restart of the daemon. Gives the
/// events that make the journal true again.
/// </summary>
internal static class Reconcile
{
    public static IReadOnlyList<IContainerEvent> Decide(
        ContainerState state, SurveyResult? found, bool rebooted, DateTimeOffset now)
    {
        if (!state.Lives)
            return [];
        return found switch
        {
            { Verdict: SurveyVerdict.Alive or SurveyVerdict.AliveFrozen, Init: { } init } => state.Init is null
                ? [new ContainerStarted(state.Attempt, init)]
                : [new ContainerAdopted(state.Attempt, init)],
            { Verdict: SurveyVerdict.Ended, Exit: { } exit } => Ended(state, exit with { Attempt = state.Attempt }),
            // Whoever could tell is gone with the boot. To launch it again might run the attempt twice (case V04).
            { Verdict: SurveyVerdict.NeverStarted } when rebooted && state.Init is null =>
                Unknown(state, "the host was restarted before its start was recorded", now),
            { Verdict: SurveyVerdict.NeverStarted } => NeverStarted(state, now),
            _ => Unknown(state, "nobody saw it end: neither the launcher nor the kernel knows it", now),
        };
    }

    /// <summary>The intent to start is kept: the same attempt is launched now, unless it was to be stopped anyway.</summary>
    private static IReadOnlyList<IContainerEvent> NeverStarted(ContainerState state, DateTimeOffset now)
    {
        if (state.Phase == ContainerPhase.Starting)
            return [];
        return state.Init is null
            ? AfterEnd.Of(state, new ContainerStartFailed(
                state.Attempt, new LaunchFailure("launch", 0, "stopped before it began", 125))).Events
            : Unknown(state, "it was lost: the launcher does not know it", now);
    }

    private static IReadOnlyList<IContainerEvent> Unknown(ContainerState state, string reason, DateTimeOffset now) => Ended(
        state,
        new InitExit(state.Id, state.Attempt, ExitStatus.NotKnown(reason), now, ResourceUsage.None, 0, null));

    private static IReadOnlyList<IContainerEvent> Ended(ContainerState state, InitExit exit) =>
        ContainerMachine.Decide(state, new Order.Ended(exit) { Attempt = state.Attempt }).Events;
}
