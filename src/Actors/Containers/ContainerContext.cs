using Akka.Actor;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Containers;

/// <summary>What every container actor works with.</summary>
internal sealed record ContainerContext(
    IActorRef Journal, RuntimeCalls Calls, Clock Clock, UsageBoard Board, ContainerViews Views);
