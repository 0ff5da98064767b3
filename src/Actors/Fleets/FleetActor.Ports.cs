using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Fleets;

/// <summary>Ports of the host that lead to containers, changed while those run: one order after the other.</summary>
internal sealed partial class FleetActor
{
    private readonly Queue<(ChangePorts Order, IActorRef Asker)> _portOrders = [];
    private (Guid Container, IActorRef Asker, IReadOnlyList<PortSpec> Ports, long Tag)? _portChange;

    private void Ports() => Receive<PortsPublished>(published =>
    {
        if (published.Problem is { } problem)
            published.Asker.Tell(new Refusal(RefusalKind.Unavailable, $"The ports are recorded, but not in force: {problem} They are when the container starts again."));
        else
            published.Asker.Tell(published.Ports);
    });

    private void Change(ChangePorts change)
    {
        _portOrders.Enqueue((change, Sender));
        NextPorts();
    }

    private void NextPorts()
    {
        while (_portChange is null && _portOrders.TryDequeue(out var next))
            Begin(next.Order, next.Asker);
    }

    private void Begin(ChangePorts change, IActorRef asker)
    {
        if (Find(change.Container, out Guid id) is { } unknown)
        {
            asker.Tell(unknown);
            return;
        }
        ContainerState container = _model.Containers[id];
        if (container.Removing)
        {
            asker.Tell(new Refusal(RefusalKind.Conflict, $"{container.Name} is being removed."));
            return;
        }
        List<PortSpec> ports = [.. container.Prepared.Ports ?? []];
        foreach (PortSpec port in change.Remove)
        {
            if (!ports.Remove(port))
            {
                asker.Tell(new Refusal(RefusalKind.NotFound, $"Port {port.HostPort}/{port.Protocol} of the host does not lead to {container.Name} as given. See: orch port ls {container.Name}"));
                return;
            }
        }
        ports.AddRange(change.Add);
        PortOutcome outcome = _context.Runtime.Networks.PlanPorts(id, container.Spec, ports);
        if (outcome.Ports is not { } planned)
        {
            asker.Tell(new Refusal(RefusalKind.Invalid, outcome.Problem ?? "The ports were refused."));
            return;
        }
        _portChange = (id, asker, planned, ++_tag);
        Entry entry = new(new ContainerPortsChanged(planned), change.Caller, change.Cause, id, container.Name, container.Job?.Batch);
        _journal.Tell(new Append([entry], _tag, Refusable: true, Self));
    }

    private void PortsRecorded(CommittedGroup group)
    {
        if (_portChange is not { } change || change.Tag != group.Tag)
            return;
        _portChange = null;
        _calls.Patient((runtime, cancel) => runtime.Networks.PublishAsync(change.Container, change.Ports, cancel)).PipeTo(
            Self,
            success: problem => new PortsPublished(change.Asker, change.Ports, problem),
            failure: problem => new PortsPublished(change.Asker, change.Ports, problem.GetBaseException().Message));
        NextPorts();
    }

    private void PortsRefused(AppendRefused refused)
    {
        if (_portChange is not { } change || change.Tag != refused.Tag)
            return;
        _portChange = null;
        // What was held for it is given back: the container has what the journal says.
        if (_model.Containers.TryGetValue(change.Container, out ContainerState? container))
            _context.Runtime.Networks.PlanPorts(change.Container, container.Spec, container.Prepared.Ports ?? []);
        change.Asker.Tell(refused.Refusal);
        NextPorts();
    }

    private sealed record PortsPublished(IActorRef Asker, IReadOnlyList<PortSpec> Ports, string? Problem);
}
