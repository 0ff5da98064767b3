using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Containers;

/// <summary>What every container actor works with; one for all of them.</summary>
internal sealed record ContainerContext(
    IActorRef Journal, RuntimeCalls Calls, Clock Clock, UsageBoard Board, ContainerViews Views, Answers Answers,
    ILoggingAdapter Log);
