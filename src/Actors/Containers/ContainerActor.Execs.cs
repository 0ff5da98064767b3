using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>Further processes inside the container: intent, outcome and end, and those who wait for the end.</summary>
internal sealed partial class ContainerActor
{
    private const int EndsKept = 256;

    private readonly Dictionary<Guid, ExecInContainer> _execs = [];
    private readonly Dictionary<Guid, ExecExit> _earlyExits = [];
    private readonly Dictionary<Guid, ExitView> _execEnds = [];
    private readonly Queue<Guid> _execEndOrder = new();
    private readonly List<(Guid ExecId, IActorRef Who)> _execWaiters = [];

    private void LaunchExec(ContainerExecRequested intent)
    {
        if (!_execs.Remove(intent.ExecId, out ExecInContainer? command))
            return;
        ExecOrder order = new(
            _state.Id, intent.ExecId, command.Command, command.Environment, command.WorkingDirectory, command.User,
            command.Terminal, command.Stdin, command.Stdout, command.Stderr)
        {
            Attempt = _state.Attempt,
            Personality = command.Personality,
        };
        _context.Calls.Brief((runtime, cancel) => runtime.ExecAsync(order, cancel)).PipeTo(
            Self,
            success: outcome => new ExecReport(intent.ExecId, command, outcome),
            failure: problem => new ExecReport(intent.ExecId, command, new ExecOutcome(0, new LaunchFailure(
                "exec", 0, problem.GetBaseException().Message, 125))));
    }

    private void ExecReported(ExecReport report)
    {
        IContainerEvent outcome = report.Outcome.Failure is { } failure
            ? new ContainerExecFailed(report.ExecId, failure)
            : new ContainerExecStarted(report.ExecId, report.Outcome.Pid);
        Commit([outcome], report.Command.Caller, report.Command.Cause, refusable: false, null);
    }

    private void ExecBegan(Guid execId)
    {
        if (_earlyExits.Remove(execId, out ExecExit? exit))
            Self.Tell(exit);
    }

    private void ExecExited(ExecExit exit)
    {
        if (_state.Execs.TryGetValue(exit.ExecId, out Model.ExecState? exec) && exec.Pid == 0)
        {
            _earlyExits[exit.ExecId] = exit;
            return;
        }
        Commit([new ContainerExecExited(exit.ExecId, exit.Status)], Caller.Engine, "its process ended", refusable: false, null);
    }

    /// <summary>Its end is durable: only now is anybody told.</summary>
    private void ExecEnded(ContainerExecExited end)
    {
        ExitStatus status = end.Status;
        ExitView view = new(status.Code, status.Signal, false, null, false, status.Unknown, status.Reason)
        {
            CoreDumped = status.CoreDumped,
        };
        Keep(end.ExecId, view);
        _execWaiters.RemoveAll(waiter =>
        {
            if (waiter.ExecId != end.ExecId)
                return false;
            waiter.Who.Tell(view);
            return true;
        });
    }

    private void Keep(Guid execId, ExitView view)
    {
        _execEnds[execId] = view;
        _execEndOrder.Enqueue(execId);
        if (_execEndOrder.Count > EndsKept)
            _execEnds.Remove(_execEndOrder.Dequeue());
    }

    private void AwaitExec(WaitExec wait, IActorRef who)
    {
        if (_execEnds.TryGetValue(wait.ExecId, out ExitView? end))
            who.Tell(end);
        else if (_state.Execs.ContainsKey(wait.ExecId))
            _execWaiters.Add((wait.ExecId, who));
        else
            who.Tell(new Refusal(
                RefusalKind.NotFound, $"{_state.Name} knows no exec {wait.ExecId}; it may have ended with the container."));
    }

    private sealed record ExecReport(Guid ExecId, ExecInContainer Command, ExecOutcome Outcome);
}
