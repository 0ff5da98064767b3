using Akka.Actor;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Fleets;

/// <summary>What every freeze or thaw of many works with.</summary>
/// <param name="Timeout">How long the kernel, and launches that are under way, may take.</param>
internal sealed record FreezeServices(IActorRef Fleet, IActorRef Journal, Clock Clock, RuntimeCalls Calls, TimeSpan Timeout);
