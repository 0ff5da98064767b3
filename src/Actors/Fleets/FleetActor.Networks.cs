using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// Networks: planned by the runtime, recorded, then made. What is in the kernel follows the record, so that a crash in
/// between leaves nothing to undo: the next start makes what is recorded and removes the rest.
/// </summary>
internal sealed partial class FleetActor
{
    private readonly Dictionary<string, NetworkOrder> _networkOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, NetworkOrder> _networkAppends = [];

    private void Networks()
    {
        Receive<NetworkPlanned>(Planned);
        Receive<NetworkMade>(Made);
        Receive<NetworkGone>(gone => Over(gone.Order, gone.Answer));
    }

    private void Create(CreateNetwork create)
    {
        string name = create.Wish.Name;
        if (_model.Networks.ContainsKey(name))
            Sender.Tell(new Refusal(RefusalKind.Conflict, $"There is a network {name} already. Choose another name, or remove it: orch network rm {name}"));
        else if (_networkOrders.ContainsKey(name))
            Sender.Tell(UnderWay(name));
        else
            Plan(create, Sender);
    }

    private NetworkOrder Plan(CreateNetwork create, IActorRef asker)
    {
        NetworkOrder order = new(_context.Clock.NewId(), create.Wish.Name, create, asker);
        _networkOrders.Add(order.Name, order);
        _calls.Brief((runtime, cancel) => runtime.Networks.PlanAsync(order.Id, create.Wish, cancel)).PipeTo(
            Self,
            success: outcome => new NetworkPlanned(order, outcome),
            failure: problem => new NetworkPlanned(order, new NetworkOutcome(null, problem.GetBaseException().Message)));
        return order;
    }

    private void Planned(NetworkPlanned planned)
    {
        (NetworkOrder order, NetworkOutcome outcome) = planned;
        if (outcome.Network is not { } network)
        {
            Over(order, new Refusal(RefusalKind.Invalid, outcome.Problem ?? "The network was refused."));
            return;
        }
        Failpoint.Hit("network.before-record");
        order.Planned = network;
        Record(order, new NetworkCreated(order.Id, network));
    }

    private void Record(NetworkOrder order, INetworkEvent what, bool refusable = true)
    {
        _networkAppends[++_tag] = order;
        _journal.Tell(new Append([new Entry(what, order.Command.Caller, order.Command.Cause)], _tag, refusable, Self));
    }

    /// <summary>The record of an order is durable.</summary>
    private void NetworkRecorded(CommittedGroup group)
    {
        if (!_networkAppends.Remove(group.Tag, out NetworkOrder? order))
            return;
        Failpoint.Hit("network.after-record");
        NetworkRemoved? removed = group.Records[0].Event as NetworkRemoved;
        if (removed is null)
        {
            KnownNetwork known = new(order.Id, order.Planned!);
            _calls.Patient((runtime, cancel) => runtime.Networks.MakeAsync(known, cancel)).PipeTo(
                Self,
                success: problem => new NetworkMade(order, problem),
                failure: problem => new NetworkMade(order, problem.GetBaseException().Message));
            return;
        }
        object answer = removed.Problem is { } refused
            ? new Refusal(RefusalKind.Unavailable, refused)
            : new NetworkView(order.Id, order.Planned!, order.Command.Caller, group.Records[0].Time, []);
        Discard(order, answer);
    }

    private void Made(NetworkMade made)
    {
        (NetworkOrder order, string? problem) = made;
        if (problem is null)
            Over(order, View(_model.Networks[order.Name]));
        else
            Record(order, new NetworkRemoved(order.Id, order.Name, problem), refusable: false);
    }

    private void NetworkRefused(AppendRefused refused)
    {
        if (_networkAppends.Remove(refused.Tag, out NetworkOrder? order))
        {
            // A removal that was not recorded leaves the network as it is.
            if (order.Command is RemoveNetwork)
                Over(order, refused.Refusal);
            else
                Discard(order, refused.Refusal);
        }
    }

    private void Discard(NetworkOrder order, object answer)
    {
        Guid id = order.Id;
        _calls.Patient(async (runtime, cancel) => await runtime.Networks.RemoveAsync(id, cancel).ConfigureAwait(false)).PipeTo(
            Self,
            success: () => new NetworkGone(order, answer),
            failure: problem =>
            {
                _log.Warning("Network {0} was not removed whole; the next start does it: {1}", order.Name, problem.GetBaseException().Message);
                return new NetworkGone(order, answer);
            });
    }

    private void Over(NetworkOrder order, object answer)
    {
        _networkOrders.Remove(order.Name);
        order.Asker.Tell(answer);
        foreach ((object command, IActorRef asker) in order.Waiting)
        {
            if (answer is Refusal refusal)
                asker.Tell(refusal);
            else
                Self.Tell(command, asker);
        }
    }

    private void Remove(RemoveNetwork remove)
    {
        if (!_model.Networks.TryGetValue(remove.Network, out NetworkRecord? network))
        {
            Sender.Tell(new Refusal(RefusalKind.NotFound, $"There is no network {remove.Network}. See: orch network ls"));
            return;
        }
        if (_networkOrders.ContainsKey(remove.Network))
        {
            Sender.Tell(UnderWay(remove.Network));
            return;
        }
        List<string> users =
        [
            .. _model.Containers.Values.Where(container => NetworkRecord.IsUsedBy(remove.Network, container)).OrderBy(container => container.CreatedSeq).Select(container => container.Name),
            .. _preparing.Values.Where(create => Names(create.Spec).Contains(remove.Network)).Select(create => create.Name ?? "one that is being created"),
        ];
        if (users.Count > 0)
        {
            string some = string.Join(", ", users.Take(5)) + (users.Count > 5 ? $" and {users.Count - 5} more" : "");
            Sender.Tell(new Refusal(RefusalKind.Conflict, $"Network {remove.Network} is in use by {some}. Remove {(users.Count == 1 ? "that container" : "those containers")} first."));
            return;
        }
        NetworkOrder order = new(network.Id, remove.Network, remove, Sender) { Planned = network.Definition };
        _networkOrders.Add(order.Name, order);
        Record(order, new NetworkRemoved(order.Id, order.Name));
    }

    /// <summary>
    /// True if a container has to wait for a network, or is refused since one is going. The default network is made when
    /// somebody asks for it.
    /// </summary>
    private bool AwaitsNetwork(CreateContainer create)
    {
        foreach (string name in Names(create.Spec))
        {
            if (_networkOrders.TryGetValue(name, out NetworkOrder? order))
            {
                if (order.Command is RemoveNetwork)
                    Sender.Tell(UnderWay(name));
                else
                    order.Waiting.Add((create, Sender));
                return true;
            }
            if (name == NetworkDefinition.Default && !_model.Networks.ContainsKey(name))
            {
                // A record of its own: the container may still be refused, and then nothing else was done.
                CreateNetwork first = new(create.Caller, $"the default network, for {create.Cause}", new NetworkDefinition { Name = name });
                Plan(first, ActorRefs.Nobody).Waiting.Add((create, Sender));
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<string> Names(ContainerSpec spec) => (spec.Networks ?? []).Select(network => network.Network).OfType<string>();

    private static Refusal UnderWay(string name) =>
        new(RefusalKind.Conflict, $"Network {name} is being created or removed at this moment. Try again.");

    private IReadOnlyList<NetworkView> NetworkViews() =>
        [.. _model.Networks.Values.OrderBy(network => network.Definition.Name, StringComparer.Ordinal).Select(View)];

    private NetworkView View(NetworkRecord network)
    {
        string name = network.Definition.Name;
        List<NetworkMemberView> members = [];
        foreach (ContainerState container in _model.Containers.Values.Where(container => NetworkRecord.IsUsedBy(name, container)).OrderBy(container => container.CreatedSeq))
        {
            foreach ((int index, NetworkSpec wanted) in container.Spec.Networks!.Index())
            {
                if (wanted.Network != name)
                    continue;
                var prepared = container.Prepared.Networks?.ElementAtOrDefault(index);
                members.Add(new NetworkMemberView(
                    container.Id, container.Name, container.Lives, prepared?.Addresses ?? [], prepared?.Mac, wanted.Aliases ?? []));
            }
        }
        return new NetworkView(network.Id, network.Definition, network.Owner, network.CreatedAt, members);
    }

    private sealed record NetworkPlanned(NetworkOrder Order, NetworkOutcome Outcome);

    private sealed record NetworkMade(NetworkOrder Order, string? Problem);

    private sealed record NetworkGone(NetworkOrder Order, object Answer);
}
