using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>Looks at an actor from outside: only a simulation may, in which nothing else runs meanwhile.</summary>
internal static class ActorAccess
{
    public static ActorBase? Of(IActorRef actor) =>
        actor is ActorRefWithCell { Underlying: ActorCell cell } ? ActorOf(cell) : null;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Actor")]
    private static extern ActorBase ActorOf(ActorCell cell);
}
