using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Past;

/// <summary>
/// A restart of the daemon thought through: the same pure functions decide that would decide then, on a copy of the
/// fleet, and their outcome is told instead of carried out.
/// </summary>
internal static class RestorePlanner
{
    public static RestorePlan Of(FleetSnapshot fleet, IReadOnlyList<SurveyResult> found, DateTimeOffset now)
    {
        RestoreDecision decision = RestoreDecision.Of(fleet.Containers, found, rebooted: false, now);
        FleetModel model = FleetModel.Of(fleet);
        Dictionary<Guid, IReadOnlyList<IContainerEvent>> events = [];
        foreach ((ContainerState state, IReadOnlyList<IContainerEvent> what) in decision.Events)
        {
            events[state.Id] = what;
            foreach (IContainerEvent one in what)
                model.Apply(new JournalRecord(
                    model.LastSeq + 1, now, state.Id, state.Name, state.Job?.Batch, Caller.Engine, "", one, model.LastHash));
        }
        return new RestorePlan(
            fleet.Seq, decision.Adopted, decision.Ended.Count, decision.Relaunched,
            [
                .. fleet.Containers.OrderBy(state => state.CreatedSeq).Select(state => Plan(
                    state, model.Containers[state.Id], events.GetValueOrDefault(state.Id) ?? [], model.Freeze is not null, now)),
            ],
            [.. model.Batches.Values.Where(batch => !batch.Ended).OrderBy(batch => batch.SubmittedSeq).Select(batch => Plan(batch, model.Freeze))],
            model.Freeze is { } freeze ? Freeze(freeze, now) : null);
    }

    private static PlannedContainer Plan(
        ContainerState before, ContainerState after, IReadOnlyList<IContainerEvent> events, bool held, DateTimeOffset now)
    {
        List<string> why = [];
        PlannedAction action = PlannedAction.Nothing;
        foreach (IContainerEvent what in events)
            Do(ByEvent(what, after));
        bool ended = events.Any(what => what is ContainerExited or ContainerStartFailed);
        foreach (Continuing step in Continuation.Of(after, ended, held))
        {
            if (ByStep(step, before, after, held) is { } planned)
                Do(planned);
        }
        foreach (OrderKind kind in DueTimes.Kinds)
        {
            if (DueTimes.Of(after, kind) is { } due && ByTime(kind, after, due, now) is { } planned)
                Do(planned);
        }
        if (why.Count == 0)
            why.Add(after.Lives ? "it stays as it is" : "it does not run, and nothing is due");
        return new PlannedContainer(before.Id, before.Name, before.Phase, after.Phase, action, string.Join("; ", why));

        void Do((PlannedAction Action, string Why) planned)
        {
            action = (PlannedAction)Math.Max((int)action, (int)planned.Action);
            why.Add(planned.Why);
        }
    }

    private static (PlannedAction, string) ByEvent(IContainerEvent what, ContainerState after) => what switch
    {
        ContainerAdopted e => (PlannedAction.Adopt, $"its init (pid {e.Init.Pid}) lives, so it goes on and is adopted"),
        ContainerStarted e => (PlannedAction.Adopt, $"it was started but that was not recorded: its init (pid {e.Init.Pid}) lives, so it is adopted"),
        ContainerExited when after.Exit is { } exit => (PlannedAction.RecordEnd, $"its end is recorded: it {EndWords.Of(exit, after.Spec)}"),
        ContainerExited e => (PlannedAction.RecordEnd, $"the end of attempt {e.Attempt} is recorded"),
        ContainerStartFailed e => (PlannedAction.RecordEnd, $"it never ran: {e.Failure.Message}"),
        ContainerRebooted => (PlannedAction.RecordEnd, "the system in it rebooted itself"),
        ContainerRestartScheduled e when after.Rebooting => (PlannedAction.Restart, $"its reboot goes on with attempt {e.Attempt} in {Words.Span(e.Delay)}"),
        ContainerRestartScheduled e => (
            PlannedAction.Restart, $"its restart policy ({RestartWords.Name(after.Spec.Restart)}) starts attempt {e.Attempt} in {Words.Span(e.Delay)}"),
        ContainerStartRequested e => (PlannedAction.Restart, $"attempt {e.Attempt} begins, as the restart asks for"),
        _ => (PlannedAction.Remove, "it is removed, as it was created to be (--rm)"),
    };

    private static (PlannedAction, string)? ByStep(Continuing step, ContainerState before, ContainerState after, bool held) => step switch
    {
        Continuing.Launch when held => (PlannedAction.Launch, $"attempt {after.Attempt} was asked for and waits for the thaw of the fleet"),
        Continuing.Launch => (PlannedAction.Launch, $"attempt {after.Attempt} was asked for and never began: it is launched"),
        Continuing.SendStopSignal => (PlannedAction.Stop, $"it was asked to stop: {Words.Signal(after.Spec.StopSignal)} is sent again"),
        Continuing.Kill => (PlannedAction.Kill, "it was being killed: that is done again"),
        Continuing.Freeze => (PlannedAction.Freeze, before.Phase == ContainerPhase.Frozen
            ? "the journal says frozen, and the kernel is made to agree"
            : "it was being frozen: that is carried on"),
        Continuing.Thaw => (PlannedAction.Thaw, "it was being thawed: that is carried on"),
        Continuing.Destroy => (PlannedAction.Remove, "its removal was cut off and is carried on"),
        Continuing.Store when after.Storing is { Kind: StoreKind.Copy } => (PlannedAction.Adopt, "a copy of it was cut off and is given up"),
        Continuing.Store => (PlannedAction.Adopt, "what was being done with its snapshots was cut off and is carried on"),
        Continuing.Hotplug => (PlannedAction.Adopt, "what was being put into it or taken out was cut off, which is recorded"),
        Continuing.Update => (PlannedAction.Adopt, "the change of its limits was cut off and is carried on"),
        _ => null,
    };

    private static (PlannedAction, string)? ByTime(OrderKind kind, ContainerState after, DateTimeOffset due, DateTimeOffset now)
    {
        bool over = due <= now;
        string when = over ? "is over" : $"ends at {Words.Time(due)}";
        return kind switch
        {
            OrderKind.StopOverdue => (over ? PlannedAction.Kill : PlannedAction.Stop, $"its time to stop {when}{(over ? ": it is killed" : "")}"),
            OrderKind.DeadlinePassed => (over ? PlannedAction.Kill : PlannedAction.Adopt, $"its run time {when}{(over ? ": it is killed" : "")}"),
            OrderKind.LeaseOver => (over ? PlannedAction.Thaw : PlannedAction.Freeze, $"the time of its freeze {when}{(over ? ": it is thawed" : "")}"),
            OrderKind.RestartDue => (PlannedAction.Restart, $"attempt {after.Attempt + 1} by its restart policy is due {(over ? "at once" : $"at {Words.Time(due)}")}"),
            _ => null,
        };
    }

    private static PlannedBatch Plan(BatchState batch, FleetFreezeState? freeze)
    {
        List<string> parts = [];
        foreach (MemberState member in batch.Members.Where(member => member.Undecided))
            parts.Add(Verdict(batch, member));
        Tally tally = batch.Tally;
        if (batch.Cancelling)
            parts.Add("it was cancelled: what waits never starts, what runs is stopped");
        else if (tally.Queued + tally.Retrying > 0)
            parts.Add($"{tally.Queued + tally.Retrying} members wait{(freeze is null ? " and are started as places come free" : " for the thaw of the fleet")}");
        parts.Add($"{tally.Running} run, {tally.Ended} of {tally.Total} have ended");
        return new PlannedBatch(batch.Id, batch.Name, string.Join("; ", parts));
    }

    private static string Verdict(BatchState batch, MemberState member)
    {
        string name = $"{batch.Definition.Jobs[member.Job].Name}.{member.Index}";
        return AttemptVerdict.Of(batch, member) switch
        {
            JobRetryScheduled retry => $"{name} is tried again in {Words.Span(retry.Delay)} (attempt {retry.Attempt})",
            JobEnded { Reason: { } reason } end => $"{name} is recorded as {end.State.ToString().ToLowerInvariant()}: {reason}",
            JobEnded end => $"{name} is recorded as {end.State.ToString().ToLowerInvariant()}",
            _ => name,
        };
    }

    private static string Freeze(FleetFreezeState freeze, DateTimeOffset now)
    {
        if (freeze.Phase == FleetFreezePhase.Thawing)
            return "the thaw of the fleet was cut off and is carried on";
        if (freeze.Freeze.Until is { } until && until <= now)
            return "the time of the freeze of the fleet is over: it is thawed";
        string stays = freeze.Phase == FleetFreezePhase.Freezing
            ? "the freeze of the fleet was cut off and is carried on"
            : "the fleet stays frozen, and the kernel is made to agree";
        return freeze.Freeze.Until is { } later ? $"{stays}; it is thawed at {Words.Time(later)}" : stays;
    }
}
