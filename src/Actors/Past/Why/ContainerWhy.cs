using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Says why a container is in its state. Pure: the same story gives the same words.</summary>
internal static class ContainerWhy
{
    public static WhyAnswer Of(ContainerStory story)
    {
        Step last = story.Steps[^1];
        ContainerState state = (last.After ?? last.Before)!;
        string name = last.After is null ? "REMOVED" : state.Phase.ToString().ToUpperInvariant();
        List<string> parts = [$"{state.Name} is {name}: {Why(story, state, last.After is null)}"];
        // Of a member its batch knows more.
        if (last.After is not null && state.Phase == ContainerPhase.Stopped && !state.Removing && story.Batch is null
            && RestartWords.Of(state, LastEnd(story) is { Record.Event: ContainerStartFailed }) is { } restart)
            parts.Add(restart);
        if (story.Batch is { } batch && state.Job is { } job && batch.Ordinal(job.Job, job.Index) is >= 0 and int ordinal)
            parts.Add(MemberWhy.Verdict(batch, batch.Members[ordinal]));
        return new WhyAnswer(
            state.Name, "container", name, story.Seq, Words.Sentences(parts),
            Chain(story.Steps, state.Attempt));
    }

    private static string Why(ContainerStory story, ContainerState state, bool removed)
    {
        if (removed)
        {
            string end = state.Exit is { } exit ? $"; before that, its last attempt {End(story, exit, state)}" : "";
            return Find<ContainerRemoveRequested>(story) is { } asked
                ? $"{Removal(asked)} at {Words.Time(asked.Record.Time)}{end}"
                : $"it was removed{end}";
        }
        if (state.Removing)
        {
            return Find<ContainerRemoveRequested>(story) is { } asked
                ? $"{Removal(asked)} at {Words.Time(asked.Record.Time)}, and that is not finished yet"
                : "it is being removed";
        }
        return state.Phase switch
        {
            ContainerPhase.Stopped when state.Attempt == 0 => "nobody has started it since it was created",
            ContainerPhase.Stopped when Find<ContainerRestartCancelled>(story) is { } off && off.Record.Seq > (LastEnd(story)?.Record.Seq ?? 0) =>
                $"its last attempt {End(story, state.Exit, state)}, and {Words.Who(off.Record.Caller)} called off the next start",
            ContainerPhase.Stopped => $"attempt {state.Attempt} {End(story, state.Exit, state)}{Since(state.FinishedAt)}",
            ContainerPhase.Starting when story.Fleet is { } fleet =>
                $"it is to start and waits for the thaw of the fleet, which {FrozenBy(fleet.Freeze)}",
            ContainerPhase.Starting => $"{StartedBy(story, state)}, and the launcher has not said yet that it runs",
            ContainerPhase.Running => $"{StartedBy(story, state)}, and it has run since{At(state.StartedAt)}{Adopted(story, state)}",
            ContainerPhase.Frozen when state.Freeze is { } freeze => Frozen(freeze),
            ContainerPhase.Freezing when state.Freeze is { } freeze =>
                $"{Words.Who(freeze.By)} asked to freeze it at {Words.Time(freeze.Since)}{Reason(freeze)}, and the kernel has not said yet that it is",
            ContainerPhase.Thawed => $"{Asker<ContainerThawRequested>(story)} thawed it, and the kernel has not said yet that it runs",
            ContainerPhase.Stopping when state.Ending is { } ending =>
                $"{Words.Who(ending.By)} asked it to {(state.StartAfterStop ? "restart" : "stop")} at {Words.Time(ending.AskedAt)}; "
                + $"if it has not ended by {Words.Time(state.StopDueAt ?? ending.AskedAt)} it is killed",
            ContainerPhase.Aborting when state.TimedOut => "its time limit is over and it is being killed",
            ContainerPhase.Aborting when state.Ending is { } ending =>
                $"it was killed at {Words.Time(story.Steps[^1].Record.Time)} ({Words.Who(ending.By)} asked for it), and its end is not reported yet",
            _ => "its events say no more",
        };
    }

    private static string End(ContainerStory story, ExitView? exit, ContainerState state) => LastEnd(story)?.Record.Event switch
    {
        ContainerStartFailed e => $"could not be started: {e.Failure.Step}: {e.Failure.Message}",
        _ when exit is not null => EndWords.Of(exit, state.Spec),
        _ => "ended",
    };

    private static Step? LastEnd(ContainerStory story) =>
        story.Steps.LastOrDefault(step => step.Record.Event is ContainerExited or ContainerStartFailed);

    private static string StartedBy(ContainerStory story, ContainerState state)
    {
        Step? start = story.Steps.LastOrDefault(step => step.Record.Event is ContainerStartRequested);
        if (start?.Record.Event is not ContainerStartRequested e)
            return "it was started";
        ContainerState? before = start.Before;
        string earlier = before is { Attempt: > 0, Exit: { } exit } ? $" after attempt {before.Attempt} {EndWords.Of(exit, state.Spec)}" : "";
        if (e.ByPolicy)
            return $"its restart policy ({RestartWords.Name(state.Spec.Restart)}) started attempt {e.Attempt}{earlier}";
        if (StepWords.Restart(start) is { } restart)
            return $"{Words.Who(restart.By)} restarted it (attempt {e.Attempt})";
        return state.Job is { } job
            ? $"batch {job.Batch} of {Words.Who(start.Record.Caller)} started attempt {e.Attempt}{earlier}"
            : $"{Words.Who(start.Record.Caller)} started it (attempt {e.Attempt})";
    }

    private static string Frozen(FreezeView freeze) => freeze.Scope == ContainerMachine.FleetScope
        ? $"the whole fleet is frozen: it {FrozenBy(freeze)}"
        : $"{Words.Who(freeze.By)} froze it at {Words.Time(freeze.Since)}{Reason(freeze)}{Until(freeze)}"
            + (freeze.Scope == "container" ? "" : $", with all that fit '{freeze.Scope}'");

    private static string FrozenBy(FreezeView freeze) =>
        $"was frozen by {Words.Who(freeze.By)} at {Words.Time(freeze.Since)}{Reason(freeze)}{Until(freeze)}";

    private static string Reason(FreezeView freeze) => freeze.Reason is { } reason ? $" (\"{reason}\")" : "";

    private static string Until(FreezeView freeze) => freeze.Until is { } until
        ? $"; the engine thaws it at {Words.Time(until)}"
        : ", until somebody thaws it";

    private static string Adopted(ContainerStory story, ContainerState state) =>
        story.Steps.Count(step => step.Record.Event is ContainerAdopted e && e.Attempt == state.Attempt) is > 0 and int times
            ? $", through {Words.Count(times, "restart", "restarts")} of the daemon"
            : "";

    private static string Removal(Step asked) => asked.Before is { AutoRemove: true } && asked.Record.Caller.Kind == Messages.CallerKind.Engine
        ? "it had ended and was to be removed then (--rm), which the engine did"
        : $"{Words.Who(asked.Record.Caller)} removed it";

    private static string Asker<T>(ContainerStory story) => Find<T>(story) is { } step ? Words.Who(step.Record.Caller) : "somebody";

    private static Step? Find<T>(ContainerStory story) => story.Steps.LastOrDefault(step => step.Record.Event is T);

    private static string Since(DateTimeOffset? time) => time is { } at ? $", at {Words.Time(at)}" : "";

    private static string At(DateTimeOffset? time) => time is { } at ? $" {Words.Time(at)}" : "";

    /// <summary>
    /// The creation, then what happened since the end of the attempt before the last one: what lies before has no
    /// bearing on the state of now.
    /// </summary>
    private static List<WhyLine> Chain(IReadOnlyList<Step> steps, int attempt)
    {
        int from = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Record.Event is ContainerExited or ContainerStartFailed
                && steps[i].Before?.Attempt < attempt && steps[i].Before?.Attempt >= attempt - 1)
                from = i;
        }
        List<WhyLine> lines = [];
        for (int i = 0; i < steps.Count; i++)
        {
            if ((i == 0 || i >= from) && StepWords.Of(steps[i]) is { } text)
                lines.Add(new WhyLine(steps[i].Record.Seq, steps[i].Record.Time, text));
        }
        return lines;
    }
}
