using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>Akka makes dispatchers by class name; this one finds the stage that they belong to by an id in the configuration.</summary>
public sealed class SimDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SimDispatcher _dispatcher;

    public SimDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new SimDispatcher(this, Stages[config.GetInt("stage")]);

    internal static ConcurrentDictionary<int, SimStage> Stages { get; } = [];

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
