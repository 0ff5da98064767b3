using Akka.Actor;
using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Networks;

namespace Orchestrator.Actors.Fleets;

/// <summary>A network on its way to be, or not to be: nobody else may order anything of that name meanwhile.</summary>
internal sealed class NetworkOrder(Guid id, string name, ICommand command, IActorRef asker)
{
    public Guid Id { get; } = id;

    public string Name { get; } = name;

    public ICommand Command { get; } = command;

    public IActorRef Asker { get; } = asker;

    /// <summary>Null for a removal, and until it is planned.</summary>
    public NetworkDefinition? Planned { get; set; }

    /// <summary>Containers that wait for it, with whom to answer.</summary>
    public List<(object Command, IActorRef Asker)> Waiting { get; } = [];
}
