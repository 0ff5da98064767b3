using Akka.Actor;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Audit;
using Orchestrator.Daemon.Images;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Daemon;

/// <summary>What the API's handlers work with.</summary>
internal sealed record NodeContext(
    RootLayout Layout,
    DaemonSettings Settings,
    IActorRef Fleet,
    IEventLog Events,
    NodeAudit Audit,
    IFleetHistory History,
    IRestorePlanner Planner,
    IBatchPlanner BatchPlanner,
    IImageStore Images,
    ImageService ImageService,
    ImageEnsurer EnsureImages,
    ContainerRuntime Runtime,
    LxcMonitors.LxcMonitors LxcMonitors,
    TimeProvider Time,
    DateTimeOffset StartedAt,
    IHostApplicationLifetime Lifetime,
    Serilog.ILogger Log);
