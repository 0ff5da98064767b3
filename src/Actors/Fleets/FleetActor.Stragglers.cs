using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// Whom a freeze of the fleet could not freeze in time: the kernel does so once its tasks let it, and that is recorded. Not
/// while an operation is under way, so that a record of this never comes after the intent of a thaw.
/// </summary>
internal sealed partial class FleetActor
{
    private IDisposable? _look;
    private (Guid Operation, int Left)? _followed;

    private void AwaitStragglers()
    {
        if (_model.Freeze is { Phase: FleetFreezePhase.Frozen, Stuck: not null } && _look is null)
            _look = _context.Clock.After(Stragglers.Look, Self, new LookForStragglers());
    }

    private void LookAfterStragglers()
    {
        _look = null;
        if (_operation is null && _journalProblem is null
            && _model.Freeze is { Phase: FleetFreezePhase.Frozen, Stuck: { } stuck } freeze && _followed != (freeze.Operation, stuck.Count))
            Follow(freeze, stuck);
        AwaitStragglers();
    }

    private void Follow(FleetFreezeState freeze, IReadOnlyList<Guid> stuck)
    {
        List<string> names = [];
        List<Guid> left = [];
        Dictionary<string, string> failed = [];
        foreach (Guid id in stuck)
        {
            // Who has ended does not hold anything up any more.
            if (_model.Containers.GetValueOrDefault(id) is not { Lives: true, Init: not null } state)
                continue;
            if (_context.Runtime.IsFrozen(id))
            {
                if (state.Phase == ContainerPhase.Running)
                    names.Add(state.Name);
                continue;
            }
            left.Add(id);
            failed[state.Name] = Stragglers.Why([]);
        }
        if (left.Count == stuck.Count)
            return;
        _followed = (freeze.Operation, stuck.Count);
        DateTimeOffset now = _context.Clock.Now;
        FleetFrozen followed = new(freeze.Operation, null, names, failed, now - freeze.Freeze.Since)
        {
            Barrier = left.Count == 0 ? now : null,
            Stuck = left.Count == 0 ? null : left,
        };
        _journal.Tell(new Append([new Entry(followed, Caller.Engine, "the kernel froze what was stuck")], 0, Refusable: false, ActorRefs.Nobody));
    }

    private sealed record LookForStragglers;
}
