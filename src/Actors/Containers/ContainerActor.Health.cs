using Akka.Actor;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>The child that asks the container whether it works, while it runs.</summary>
internal sealed partial class ContainerActor
{
    private readonly HashSet<Guid> _probes = [];
    private IActorRef? _health;
    private int _healthAttempt;
    private int _healthActors;

    /// <summary>After each change of the state.</summary>
    private void KeepHealth()
    {
        bool wanted = _state is { Phase: ContainerPhase.Running, Init: not null, Spec.Health: not null };
        if (_health is { } there && (!wanted || _healthAttempt != _state.Attempt))
        {
            Context.Stop(there);
            _health = null;
        }
        if (!wanted || _health is not null)
            return;
        _healthAttempt = _state.Attempt;
        (ContainerContext context, Model.ContainerState state) = (_context, _state);
        _health = Context.ActorOf(ActorProps.Of(() => new HealthActor(context.Calls, context.Clock, state)), $"health-{++_healthActors}");
    }

    /// <summary>Its own questions are not recorded, so neither are their ends.</summary>
    private bool OfHealth(object message)
    {
        switch (message)
        {
            case HealthActor.ProbeBegun begun:
                _probes.Add(begun.Probe);
                return true;
            case HealthActor.ProbeOver over:
                _probes.Remove(over.Probe);
                return true;
            case ExecExit exit when _probes.Remove(exit.ExecId):
                _health?.Tell(exit);
                return true;
            default:
                return false;
        }
    }
}
