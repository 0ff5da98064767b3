using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Fleets;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// One owner more, or one less, of a fleet that is frozen and stays so: a record, and nothing for the kernel to do.
/// </summary>
internal sealed class HoldFleetActor : FreezeOperation
{
    public HoldFleetActor(FreezeServices services, ICommand command, IFleetEvent change, IActorRef asker, Guid operation)
        : base(services, command, asker, operation) => Intend(change, () =>
        {
            services.Fleet.Tell(new GetFleetStatus());
            Become(() => Receive<FleetStatusView>(status => End(status with { Containers = [], Took = TimeSpan.Zero })));
        });
}
