using Akka.Actor;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>Somebody who is answered when something has become durable.</summary>
/// <param name="OnStep">The answer that a step brings, null if none yet.</param>
/// <param name="OnState">The answer that the state after an append brings, null if none yet.</param>
internal sealed record Waiter(
    IActorRef Who, Func<Step, object?>? OnStep, Func<ContainerState, object?>? OnState = null);
