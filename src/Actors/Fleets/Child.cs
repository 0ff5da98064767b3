using Akka.Actor;

namespace Orchestrator.Actors.Fleets;

/// <summary>A container's actor as the fleet sees it.</summary>
internal sealed class Child(IActorRef actor)
{
    public IActorRef Actor => actor;

    /// <summary>Set while it is about to end: what comes for it is kept for its successor.</summary>
    public List<(object Message, IActorRef? Sender)>? Kept { get; set; }

    public void Tell(object message, IActorRef? sender)
    {
        if (Kept is { } kept)
            kept.Add((message, sender));
        else
            actor.Tell(message, sender);
    }
}
