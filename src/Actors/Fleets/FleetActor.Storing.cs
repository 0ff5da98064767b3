using Akka.Actor;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Fleets;

/// <summary>Snapshots and copies: judged here, then each is an operation of its own.</summary>
internal sealed partial class FleetActor
{
    private readonly Dictionary<IActorRef, string> _copyNames = [];

    private void Snapshot(SnapshotContainer command)
    {
        if (Source(command.Container, StoreKind.Snapshot) is not { } state)
            return;
        string name = command.Snapshot ?? StoreRules.FreeName(state);
        if (NameRule.Problem("snapshot", name) is { } problem)
            Sender.Tell(new Refusal(RefusalKind.Invalid, problem));
        else
            Operate(command, state, new Order.Snapshot(name, command.Comment), Freezes(state, command.Live), null);
    }

    private void Restore(RestoreContainer command)
    {
        if (Source(command.Container, StoreKind.Restore) is { } state)
            Operate(command, state, new Order.Restore(command.Snapshot), freezes: false, null);
    }

    private void DropSnapshot(RemoveContainerSnapshot command)
    {
        if (Source(command.Container, StoreKind.RemoveSnapshot) is { } state)
            Operate(command, state, new Order.RemoveSnapshot(command.Snapshot), freezes: false, null);
    }

    private void Copy(CopyContainer command)
    {
        if (Source(command.Container, StoreKind.Copy) is not { } state)
            return;
        Guid id = _context.Clock.NewId();
        string name = command.NewName ?? FreeCopyName(state.Name, id);
        if (NameProblem(name) is { } refusal)
        {
            Sender.Tell(refusal);
            return;
        }
        _namesTaken.Add(name);
        bool freezes = command.Snapshot is null && Freezes(state, command.Live);
        _copyNames[Operate(command, state, new Order.Copy(id, name, command.Snapshot, command.Share), freezes, SpecOf(state.Spec, command))] = name;
    }

    private void CopyOver(IActorRef operation)
    {
        if (_copyNames.Remove(operation, out string? name))
            _namesTaken.Remove(name);
    }

    private ContainerState? Source(string reference, StoreKind kind)
    {
        if (Find(reference, out Guid id) is { } refusal)
        {
            Sender.Tell(refusal);
            return null;
        }
        ContainerState state = _model.Containers[id];
        if (_context.Runtime.JudgeStore(kind, state.Spec) is not { } problem)
            return state;
        Sender.Tell(new Refusal(RefusalKind.Invalid, problem));
        return null;
    }

    private IActorRef Operate(ICommand command, ContainerState state, Order order, bool freezes, ContainerSpec? spec)
    {
        (IActorRef self, IActorRef asker) = (Self, Sender);
        return Context.Watch(Context.ActorOf(ActorProps.Of(() => new StoreOperation(self, asker, _calls, command, state, order, freezes, spec))));
    }

    /// <summary>Of what the whole fleet's freeze holds nothing moves either.</summary>
    private bool Freezes(ContainerState state, bool live) => !live && state.Lives && _model.Freeze is null;

    /// <summary>
    /// Two of one host name or hardware address would meet on the network, and an address of a network of the engine or a port
    /// of the host is the original's for as long as it exists: the copy gets free ones.
    /// </summary>
    private static ContainerSpec SpecOf(ContainerSpec spec, CopyContainer command) => spec with
    {
        Hostname = command.KeepHostname ? spec.Hostname : null,
        Networks = spec.Networks?.Select(one => InterfaceOf(one, command)).ToArray(),
        Ports = spec.Ports?.Select(port => port with { HostPort = 0 }).ToArray(),
    };

    private static NetworkSpec InterfaceOf(NetworkSpec original, CopyContainer command) => original with
    {
        Mac = command.KeepMac ? original.Mac : null,
        HostName = command.KeepMac ? original.HostName : null,
        Addresses = original.Type == NetworkType.Network ? null : original.Addresses,
    };

    private string FreeCopyName(string name, Guid id)
    {
        string digits = id.ToString("N");
        for (int length = 6; length < digits.Length; length++)
        {
            string free = $"{name[..Math.Min(name.Length, 90)]}_{digits[^length..]}";
            if (NameProblem(free) is null)
                return free;
        }
        return digits;
    }

    /// <summary>A freeze of an operation that ended with an earlier daemon, unless what it was for is being carried on.</summary>
    private void ThawLeftOver(ContainerState state)
    {
        if (state.Storing is null && state.Holds.Exists(hold => hold.Holder == StoreRules.FreezeOwner))
            Self.Tell(new ThawContainer(Caller.Engine, "what it was frozen for has ended", state.Id.ToString(), StoreRules.FreezeOwner), ActorRefs.NoSender);
    }
}
