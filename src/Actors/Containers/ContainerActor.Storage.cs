using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>Snapshots and copies: in one line with the other effects, so that nothing is started or removed meanwhile.</summary>
internal sealed partial class ContainerActor
{
    private StoreCommand? _storeCommand;

    private (Order Order, Func<Step, object?>? Answer) Storage(StoreCommand command)
    {
        if (_state.Storing is null)
            _storeCommand = command;
        return (command.Order, Answers.Stored());
    }

    /// <summary>Only who gave the order knows what a copy was to be: cut off by an end of the daemon, it is given up.</summary>
    private async Task<object?> Store()
    {
        if (_state.Storing is not { } storing)
            return null;
        CopyTarget? target = _storeCommand?.Target is { } known && known.Id == storing.CopyId ? known : null;
        if (storing.Kind == StoreKind.Copy && target is null)
            return new Order.StoreFailed("the daemon ended while it was under way");
        StoreOrder order = new(storing.Kind, _state.Id, _state.Spec, _state.Prepared, _state.Lives)
        {
            Snapshot = storing.Snapshot,
            Target = target,
            Share = (_storeCommand?.Order as Order.Copy)?.Share == true,
        };
        try
        {
            StoreOutcome outcome = await _context.Calls.Patient((runtime, cancel) => runtime.StoreAsync(order, cancel)).ConfigureAwait(false);
            return outcome.Problem is { } problem ? new Order.StoreFailed(problem) : new Order.StoreDone(outcome.Bytes, outcome.How, target?.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Order.StoreFailed(e.GetBaseException().Message);
        }
    }

    /// <summary>A copy becomes true together with the container that it makes.</summary>
    private Entry? Made(IContainerEvent what) =>
        what is ContainerCopied copied && _storeCommand is { Target: { } target } command && target.Id == copied.CopyId
            ? new Entry(
                new ContainerCreated(target.Name, target.Spec, target.Prepared, command.AutoRemove, null)
                {
                    Origin = new CopyOrigin(_state.Id, _state.Name, _state.Storing?.Snapshot),
                },
                command.Caller, command.Cause, target.Id, target.Name)
            : null;

    /// <summary>Who asked is gone with an earlier daemon: its freeze ends with what it was for.</summary>
    private void ThawAfterStore()
    {
        if (_storeCommand is null && _state.Holds.Exists(hold => hold.Holder == StoreRules.FreezeOwner))
            Self.Tell(new ThawContainer(Caller.Engine, "what it was frozen for has ended", _state.Id.ToString(), StoreRules.FreezeOwner), Akka.Actor.ActorRefs.NoSender);
        _storeCommand = null;
    }
}
