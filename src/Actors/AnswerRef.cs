using Akka.Actor;

namespace Orchestrator.Actors;

/// <summary>
/// The sender of a question whose answer comes back to an actor as one of its own messages. Nothing is registered
/// anywhere and no other thread takes part, which an Ask would need for each.
/// </summary>
internal sealed class AnswerRef(IActorRef to, Func<object, object> wrap) : MinimalActorRef
{
    private static readonly ActorPath Nowhere = new RootActorPath(Address.AllSystems) / "answer";

    public override ActorPath Path => Nowhere;

    public override IActorRefProvider Provider => ((IInternalActorRef)to).Provider;

    protected override void TellInternal(object message, IActorRef sender) => to.Tell(wrap(message));
}
