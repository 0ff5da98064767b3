using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// One snapshot or copy from its order to its answer: freeze what runs, have the container's actor do it, thaw. The steps
/// are recorded by those who take them; cut off by the end of the daemon, the container's own state says how it goes on.
/// </summary>
internal sealed class StoreOperation : UntypedActor
{
    private readonly IActorRef _fleet;
    private readonly IActorRef _asker;
    private readonly RuntimeCalls _calls;
    private readonly ICommand _command;
    private readonly ContainerState _source;
    private readonly Order _order;
    private readonly CopyContainer? _copy;
    private readonly ContainerSpec? _spec;
    private readonly bool _freezes;
    private CopyTarget? _target;
    private object? _answer;
    private bool _frozen;
    private Step _step;

    /// <param name="spec">Of a copy: what it is to be.</param>
    public StoreOperation(
        IActorRef fleet, IActorRef asker, RuntimeCalls calls, ICommand command, ContainerState source, Order order, bool freezes, ContainerSpec? spec)
    {
        (_fleet, _asker, _calls, _command, _source, _order, _spec) = (fleet, asker, calls, command, source, order, spec);
        _copy = command as CopyContainer;
        _freezes = freezes;
    }

    private string Container => _source.Id.ToString();

    protected override void PreStart()
    {
        if (_copy is not null)
            Prepare();
        else if (_freezes)
            Freeze();
        else
            Store();
    }

    protected override void OnReceive(object message)
    {
        switch (_step, message)
        {
            case (Step.Preparing, PrepareOutcome { Prepared: { } prepared }) when _order is Order.Copy copy:
                _target = new CopyTarget(copy.CopyId, copy.CopyName, _spec!, prepared, _source.Name, _copy!.HookArguments);
                if (_freezes)
                    Freeze();
                else
                    Store();
                break;
            case (Step.Preparing, PrepareOutcome outcome):
                Answer(new Refusal(outcome.ForNow ? RefusalKind.Unavailable : RefusalKind.Invalid, outcome.Problem ?? "The copy was refused."));
                break;
            case (Step.Preparing, Status.Failure failure):
                Answer(new Refusal(RefusalKind.Unavailable, failure.Cause.GetBaseException().Message));
                break;
            case (Step.Freezing, Refusal refusal):
                GiveUp(refusal);
                break;
            case (Step.Freezing, _):
                _frozen = true;
                Store();
                break;
            case (Step.Storing, Refusal refusal):
                _answer = refusal;
                Thaw();
                break;
            case (Step.Storing, _):
                _answer = _copy is null ? message : null;
                Thaw();
                break;
            case (Step.Thawing, _):
                End();
                break;
            case (Step.Asking, Refusal refusal) when _copy!.Start:
                Answer(refusal with { Reason = $"The copy {_target!.Name} was made, and did not start. {Told(refusal.Reason)}" });
                break;
            case (Step.Asking, _):
                Answer(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Prepare()
    {
        _step = Step.Preparing;
        Order.Copy copy = (Order.Copy)_order;
        _calls.Brief((runtime, cancel) => runtime.PrepareCopyAsync(copy.CopyId, copy.CopyName, _spec!, _source.Prepared, cancel)).PipeTo(Self);
    }

    private void Freeze()
    {
        _step = Step.Freezing;
        _fleet.Tell(new FreezeContainer(
            _command.Caller, _command.Cause, Container, _copy is null ? "a snapshot" : "a copy", Owner: StoreRules.FreezeOwner));
    }

    private void Store()
    {
        _step = Step.Storing;
        _fleet.Tell(new StoreCommand(_command.Caller, _command.Cause, Container, _order) { Target = _target, AutoRemove = _copy?.AutoRemove == true });
    }

    private void Thaw()
    {
        if (!_freezes)
        {
            End();
            return;
        }
        _step = Step.Thawing;
        _fleet.Tell(new ThawContainer(_command.Caller, _command.Cause, Container, StoreRules.FreezeOwner));
    }

    /// <summary>The answer about a copy is the copy.</summary>
    private void End()
    {
        if (_answer is Refusal refusal)
            GiveUp(refusal);
        else if (_answer is not null)
            Answer(_answer);
        else
        {
            _step = Step.Asking;
            string copy = _target!.Id.ToString();
            _fleet.Tell(_copy!.Start ? new StartContainer(_command.Caller, _command.Cause, copy) : new GetContainer(copy));
        }
    }

    private void GiveUp(Refusal refusal)
    {
        if (_target is { Id: var id })
        {
            _calls.Patient(async (runtime, cancel) =>
            {
                await runtime.DestroyAsync(id, cancel).ConfigureAwait(false);
                runtime.Networks.Forget(id);
            }).PipeTo(ActorRefs.Nobody);
        }
        Answer(_frozen ? refusal with { Reason = Told(refusal.Reason) } : refusal);
    }

    /// <summary>What a step refuses is not all that was asked for: the steps before it are recorded.</summary>
    private static string Told(string reason) => reason.Replace("Nothing was done", "Nothing else was done", StringComparison.Ordinal);

    private void Answer(object answer)
    {
        _asker.Tell(answer);
        Context.Stop(Self);
    }

    private enum Step
    {
        Preparing,
        Freezing,
        Storing,
        Thawing,
        Asking,
    }
}
