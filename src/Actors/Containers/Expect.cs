namespace Orchestrator.Actors.Containers;

/// <summary>The fleet recorded a start itself and leaves the answer to the container.</summary>
internal sealed record Expect(Akka.Actor.IActorRef Who, int Attempt);
