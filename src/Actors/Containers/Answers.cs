using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>For each order: which later event answers it, and how.</summary>
internal sealed class Answers(ContainerViews views)
{
    public Func<Step, object?> Started(int attempt) => step => step.Record.Event switch
    {
        ContainerStarted e when e.Attempt == attempt => View(step.After),
        ContainerStartFailed e when e.Attempt == attempt => new Refusal(
            RefusalKind.Invalid, $"{step.Before?.Name} did not start: {e.Failure.Step}: {e.Failure.Message}", e.Failure.ExitCode),
        ContainerExited e when e.Attempt == attempt => View(step.After),
        _ => Gone(step),
    };

    /// <summary>The restart of a running container: the attempt after this one, unless it is stopped for good.</summary>
    public Func<Step, object?> Restarted(int attempt)
    {
        Func<Step, object?> started = Started(attempt + 1);
        return step => step.Record.Event is ContainerStuck e && e.Attempt == attempt ? Stuck(step, e)
            : step.Record.Event is ContainerExited or ContainerStartFailed && step.Before is { StartAfterStop: false }
            && step.Before.Attempt == attempt
                ? Conflict($"{step.Before.Name} was stopped before it could start again.")
                : started(step);
    }

    public Func<Step, object?> Stopped(int attempt) => step => step.Record.Event switch
    {
        ContainerStuck e when e.Attempt == attempt => Stuck(step, e),
        ContainerExited e when e.Attempt == attempt => View(step.After),
        ContainerStartFailed e when e.Attempt == attempt => View(step.After),
        ContainerRestartCancelled => View(step.After),
        _ => Gone(step),
    };

    public Func<Step, object?> Frozen() => step => step.Record.Event switch
    {
        ContainerFrozen => View(step.After),
        ContainerFreezeHeld when step.After is { Phase: ContainerPhase.Frozen } => View(step.After),
        ContainerFreezeFailed e => Conflict($"{step.Before?.Name} did not freeze: {e.Problem}"),
        ContainerExited or ContainerStartFailed => Conflict($"{step.Before?.Name} ended before it froze."),
        ContainerFreezeReleased when step.After is { Holds.Count: 0 } => Conflict($"The freeze of {step.Before?.Name} was called off before it began."),
        _ => Gone(step),
    };

    public Func<Step, object?> Thawed() => step => step.Record.Event switch
    {
        ContainerThawed or ContainerFreezeReleased => View(step.After),
        ContainerThawFailed e => Conflict($"{step.Before?.Name} did not thaw: {e.Problem}"),
        ContainerExited => Conflict($"{step.Before?.Name} ended before it thawed."),
        _ => Gone(step),
    };

    public Func<Step, object?> Updated() => step => step.Record.Event switch
    {
        ContainerUpdated => View(step.After),
        ContainerUpdateFailed e => new Refusal(RefusalKind.Invalid, $"{step.Before?.Name} was not updated: {e.Problem}"),
        ContainerExited => Conflict($"{step.Before?.Name} ended before it was updated."),
        _ => Gone(step),
    };

    public Func<Step, object?> Hotplugged() => step => step.Record.Event switch
    {
        ContainerHotplugged => View(step.After),
        ContainerHotplugFailed e => new Refusal(RefusalKind.Invalid, $"{step.Before?.Name}: {e.Problem}"),
        ContainerExited => Conflict($"{step.Before?.Name} ended meanwhile."),
        _ => Gone(step),
    };

    public Func<Step, object?> ConsoleOpened() => step => step.Record.Event is ContainerConsoleOpened ? View(step.After) : Gone(step);

    public Func<Step, object?> FilesRequested() => step => step.Record.Event is ContainerFilesRequested ? View(step.After) : Gone(step);

    public Func<Step, object?> Renamed() => step => step.Record.Event is ContainerRenamed ? View(step.After) : Gone(step);

    public Func<Step, object?> Stored() => step => step.Record.Event switch
    {
        ContainerSnapshotTaken or ContainerRestored or ContainerSnapshotRemoved or ContainerCopied => View(step.After),
        ContainerStoreFailed e => new Refusal(RefusalKind.Invalid, $"{step.Before?.Name}: {e.Problem}"),
        _ => Gone(step),
    };

    public Func<Step, object?> Removed() => step => step.Record.Event switch
    {
        ContainerStuck e => Stuck(step, e),
        ContainerRemoved => View(step.Before),
        _ => null,
    };

    public static Func<Step, object?> ExecStarted(Guid execId) => step => step.Record.Event switch
    {
        ContainerExecStarted e when e.ExecId == execId && step.Before is { } state =>
            new ExecView(state.Id, state.Name, execId, e.Pid),
        ContainerExecFailed e when e.ExecId == execId => new Refusal(
            RefusalKind.Invalid, $"{e.Failure.Step}: {e.Failure.Message}", e.Failure.ExitCode),
        ContainerExited => Conflict($"{step.Before?.Name} ended before the command could run in it."),
        _ => Gone(step),
    };

    public Waiter Until(WaitContainer wait, Akka.Actor.IActorRef who) => wait.Condition switch
    {
        WaitCondition.Stopped => new Waiter(who, AtRemoval, state =>
            state is { Lives: false, RestartAt: null } ? View(state) : null),
        WaitCondition.Running => new Waiter(who, Gone, state => state.Phase == ContainerPhase.Running ? View(state) : null),
        WaitCondition.Removed => new Waiter(who, AtRemoval),
        _ => new Waiter(who, step => step.Record.Event is ContainerExited or ContainerStartFailed ? View(step.After) : Gone(step)),
    };

    private object? AtRemoval(Step step) => step.Record.Event is ContainerRemoved ? View(step.Before) : null;

    private object? View(ContainerState? state) => state is null ? null : views.View(state);

    private static Refusal Stuck(Step step, ContainerStuck stuck) =>
        new(RefusalKind.Conflict, Refusals.Stuck(step.Before?.Name ?? "The container", stuck.Tasks));

    private static Refusal Conflict(string reason) => new(RefusalKind.Conflict, reason);

    private static Refusal? Gone(Step step) => step.Record.Event is ContainerRemoved
        ? new Refusal(RefusalKind.NotFound, $"{step.Before?.Name} was removed meanwhile.")
        : null;
}
