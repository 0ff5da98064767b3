using Akka.Actor;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>Who sent a request: takes the answer.</summary>
internal sealed class SimClient(SimWorld world, IActorRefProvider provider, SimRequest request) : MinimalActorRef
{
    private static readonly ActorPath Nowhere = new RootActorPath(Address.AllSystems) / "client";

    public override ActorPath Path => Nowhere;

    public override IActorRefProvider Provider => provider;

    protected override void TellInternal(object message, IActorRef sender) => world.Answered(request, message);
}
