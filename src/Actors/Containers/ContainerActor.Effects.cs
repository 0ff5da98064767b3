using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Containers;

/// <summary>
/// What a durable event makes the kernel do. Effects of one container run one after the other, each from a durable
/// intent; signals and kills do not wait in that line, so that nothing that hangs can hold them up.
/// </summary>
internal sealed partial class ContainerActor
{
    private readonly Queue<Func<Task<object?>>> _effects = new();
    private bool _effectRuns;
    private Caller _removedBy = Caller.Engine;
    private string _removedFor = "remove";

    private void RunEffects(Step step, IActorRef? asker)
    {
        if (step is not { Before: { } before, After: { } after })
            return;
        switch (step.Record.Event)
        {
            case ContainerStartRequested:
                (_startedBy, _startedFor) = (step.Record.Caller, step.Record.Cause);
                Enqueue(Launching);
                break;
            // Asked for while it started: a child frozen in the middle of its launch would stand still there.
            case ContainerStarted when after.Phase == ContainerPhase.Freezing:
                Enqueue(() => Freeze(after.Attempt));
                break;
            case ContainerStarted when after.Phase == ContainerPhase.Stopping:
                Send(after.Spec.StopSignal, null);
                break;
            case ContainerStarted when after.Phase == ContainerPhase.Aborting:
                Kill(null);
                break;
            case ContainerStopRequested e when after.Init is not null:
                Send(e.Signal, null);
                if (before.Phase is ContainerPhase.Frozen or ContainerPhase.Freezing or ContainerPhase.Thawed && before.Holds.Count > 0)
                    Enqueue(ThawQuietly);
                break;
            case ContainerSignalRequested e:
                Send(e.Signal, asker);
                break;
            case ContainerKillRequested or ContainerTimedOut when after.Init is not null:
                Kill(asker);
                break;
            case ContainerStopRequested or ContainerKillRequested when _launchHeld:
                _launchHeld = false;
                asker?.Tell(_context.Views.View(after));
                NeverLaunched();
                break;
            case ContainerKillRequested:
                asker?.Tell(_context.Views.View(after));
                break;
            // Not if the freeze of the whole fleet became durable first: then it changed nothing, and would outlive the fleet's thaw.
            case ContainerFreezeRequested when after.Phase == ContainerPhase.Freezing:
                Enqueue(() => Freeze(after.Attempt));
                break;
            case ContainerFreezeFailed:
                Enqueue(ThawQuietly);
                break;
            case ContainerFrozen or ContainerThawed:
                _thawFailed = false;
                break;
            case ContainerThawFailed:
                _thawFailed = true;
                break;
            case ContainerThawRequested:
                Enqueue(() => Thaw(after.Attempt));
                break;
            case ContainerSnapshotRequested or ContainerRestoreRequested or ContainerSnapshotRemoveRequested or ContainerCopyRequested:
                Enqueue(Store);
                break;
            case ContainerSnapshotTaken or ContainerRestored or ContainerSnapshotRemoved or ContainerCopied or ContainerStoreFailed:
                ThawAfterStore();
                break;
            case ContainerUpdateRequested e:
                Enqueue(() => Update(e.Change));
                break;
            case ContainerHotplugRequested e:
                Enqueue(() => Hotplug(e));
                break;
            case ContainerExecRequested e:
                LaunchExec(e);
                break;
            case ContainerExecStarted e:
                ExecBegan(e.ExecId);
                break;
            case ContainerExecExited e:
                ExecEnded(e);
                break;
            case ContainerExited e:
                Enqueue(() => CleanUp(e.Attempt, known: true));
                break;
            case ContainerStartFailed e:
                Enqueue(() => CleanUp(e.Attempt, known: false));
                break;
            default:
                break;
        }
        if (after is { Removing: true, Lives: false }
            && step.Record.Event is ContainerRemoveRequested or ContainerExited or ContainerStartFailed)
        {
            (_removedBy, _removedFor) = (step.Record.Caller, step.Record.Cause);
            Enqueue(Destroy);
        }
    }

    /// <summary>The effects that a restart of the daemon may have cut off; all may be run twice without harm.</summary>
    private void Continue(Resume resume)
    {
        foreach (Continuing what in Continuation.Of(_state, resume.Ended is not null, _held))
            Continue(what, resume.Ended);
    }

    private void Continue(Continuing what, int? ended)
    {
        switch (what)
        {
            case Continuing.CleanUp when ended is { } attempt:
                Enqueue(() => CleanUp(attempt, known: true));
                break;
            case Continuing.Launch:
                Enqueue(Launching);
                break;
            case Continuing.LetRun:
                Enqueue(ThawQuietly);
                break;
            case Continuing.SendStopSignal:
                Send(_state.Spec.StopSignal, null);
                break;
            case Continuing.Kill:
                Kill(null);
                break;
            case Continuing.Freeze:
                Enqueue(() => Freeze(_state.Attempt));
                break;
            case Continuing.Thaw:
                Enqueue(() => Thaw(_state.Attempt));
                break;
            case Continuing.Store:
                Enqueue(Store);
                break;
            case Continuing.Destroy:
                Enqueue(Destroy);
                break;
            case Continuing.Update when _state.Updating is { } change:
                Enqueue(() => Update(change));
                break;
            case Continuing.Hotplug when _state.Plugging is { } pending:
                Self.Tell(new HotplugReport(_state.Attempt, pending, new HotplugOutcome("The daemon ended in the midst of it: look inside whether it was done")));
                break;
            default:
                break;
        }
    }

    private void Enqueue(Func<Task<object?>> effect)
    {
        _effects.Enqueue(effect);
        RunNext();
    }

    private void RunNext()
    {
        if (_effectRuns || !_effects.TryDequeue(out Func<Task<object?>>? effect))
            return;
        _effectRuns = true;
        Failpoint.Hit("container.before-effect");
        effect().PipeTo(
            Self, success: report => new EffectDone(report, null), failure: problem => new EffectDone(null, problem));
    }

    private void EffectHasEnded(EffectDone done)
    {
        Failpoint.Hit("container.after-effect");
        _effectRuns = false;
        if (done.Problem is { } problem and not OperationCanceledException)
            _context.Log.Error(problem, "An effect on {0} failed", _state.Name);
        if (done.Report is { } report)
            Self.Tell(report);
        RunNext();
        OfferRest();
    }

    private Task<object?> Launching()
    {
        Launch();
        return Task.FromResult<object?>(null);
    }

    private async Task<object?> CleanUp(int attempt, bool known)
    {
        Guid id = _state.Id;
        RuntimeCalls calls = _context.Calls;
        if (known)
        {
            Failpoint.Hit("container.before-acknowledge");
            await calls.Patient(async (runtime, cancel) =>
                await runtime.AcknowledgeExitAsync(id, attempt, cancel).ConfigureAwait(false)).ConfigureAwait(false);
            Failpoint.Hit("container.after-acknowledge");
        }
        await calls.Patient(async (runtime, cancel) =>
            await runtime.ReleaseAsync(id, attempt, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return null;
    }

    private async Task<object?> Destroy()
    {
        Guid id = _state.Id;
        ContainerSpec spec = _state.Spec;
        bool volumes = _state.RemovingVolumes;
        try
        {
            return new Destroyed(await _context.Calls.Patient((runtime, cancel) => runtime.DestroyAsync(id, spec, volumes, cancel)).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new DestroyFailed(e.GetBaseException().Message);
        }
    }

    /// <summary>It stays as "being removed": the next removal tries again.</summary>
    private void NotDestroyed(string problem)
    {
        _context.Log.Error("{0} could not be removed: {1}", _state.Name, problem);
        Refusal refusal = new(
            RefusalKind.Unavailable, $"{_state.Name} could not be removed: {problem}. Mend this and remove it again.");
        foreach (Waiter waiter in _waiters)
            waiter.Who.Tell(refusal);
        _waiters.Clear();
    }

    private async Task<object?> Freeze(int attempt)
    {
        FreezeOutcome outcome = await Outcome((runtime, cancel) => runtime.FreezeAsync(_state.Id, cancel)).ConfigureAwait(false);
        return outcome.Done
            ? new Order.FreezeDone(outcome.Took) { Attempt = attempt }
            : new Order.FreezeFailed(outcome.Problem ?? "not every task froze in time", outcome.Unfrozen) { Attempt = attempt };
    }

    private async Task<object?> Thaw(int attempt)
    {
        FreezeOutcome outcome = await Outcome((runtime, cancel) => runtime.ThawAsync(_state.Id, cancel)).ConfigureAwait(false);
        return outcome.Done
            ? new Order.ThawDone(outcome.Took) { Attempt = attempt }
            : new Order.ThawFailed(outcome.Problem ?? "the kernel did not thaw it") { Attempt = attempt };
    }

    private async Task<object?> ThawQuietly()
    {
        FreezeOutcome outcome = await Outcome((runtime, cancel) => runtime.ThawAsync(_state.Id, cancel)).ConfigureAwait(false);
        if (!outcome.Done)
            _context.Log.Warning("{0} did not thaw: {1}", _state.Name, outcome.Problem);
        return null;
    }

    private async Task<FreezeOutcome> Outcome(Func<IContainerRuntime, CancellationToken, Task<FreezeOutcome>> call)
    {
        try
        {
            return await _context.Calls.Brief(call).ConfigureAwait(false);
        }
        catch (LauncherUnavailableException e)
        {
            return new FreezeOutcome(false, TimeSpan.Zero, [], e.Message);
        }
    }

    private async Task<object?> Update(ResourceLimits change)
    {
        // The end of the attempt drops a change that waits behind other effects: it was answered so.
        if (_state.Updating != change)
            return null;
        Guid id = _state.Id;
        ResourceLimits all = _state.Spec.Resources.With(change);
        string? problem;
        try
        {
            problem = await _context.Calls.Brief((runtime, cancel) => runtime.UpdateAsync(id, change, cancel)).ConfigureAwait(false);
        }
        catch (LauncherUnavailableException e)
        {
            problem = e.Message;
        }
        return new UpdateReport(all, problem);
    }

    private void UpdateEnded(UpdateReport report)
    {
        if (_state.Updating is null)
            return;
        Commit(
            [report.Problem is { } problem
                ? new ContainerUpdateFailed(problem)
                : new ContainerUpdated(report.All) { Before = _state.Spec.Resources }],
            Caller.Engine, "the kernel's answer", refusable: false, null);
    }

    private void Send(int signal, IActorRef? asker)
    {
        (Guid id, int attempt) = (_state.Id, _state.Attempt);
        Tell(asker, _context.Calls.Patient((runtime, cancel) => runtime.SignalAsync(id, attempt, signal, cancel)));
    }

    private void Kill(IActorRef? asker)
    {
        (Guid id, int attempt) = (_state.Id, _state.Attempt);
        Tell(asker, _context.Calls.Patient(async (runtime, cancel) =>
        {
            await runtime.KillAsync(id, attempt, cancel).ConfigureAwait(false);
            return true;
        }));
    }

    private void Tell(IActorRef? asker, Task<bool> sent)
    {
        Failpoint.Hit("container.before-signal");
        ContainerView view = _context.Views.View(_state);
        Refusal gone = new(RefusalKind.Conflict, $"{_state.Name} had already ended.");
        sent.PipeTo(
            asker ?? ActorRefs.Nobody,
            success: there => there ? view : gone,
            failure: problem => new Refusal(RefusalKind.Unavailable, problem.GetBaseException().Message));
    }

    private sealed record EffectDone(object? Report, Exception? Problem);

    private sealed record Destroyed(IReadOnlyList<string> Volumes);

    private sealed record DestroyFailed(string Problem);

    private sealed record UpdateReport(ResourceLimits All, string? Problem);
}
