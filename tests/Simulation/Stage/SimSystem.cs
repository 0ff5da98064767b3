using Akka.Actor;
using Akka.Configuration;
using Orchestrator.Simulation.Tests.World;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>An actor system whose every actor runs on a <see cref="SimStage"/>.</summary>
internal sealed class SimSystem : IDisposable
{
    private static int s_count;

    private readonly int _number;

    public SimSystem()
    {
        int number = _number = Interlocked.Increment(ref s_count);
        SimDispatcherConfigurator.Stages[number] = Stage;
        string dispatcher = $$"""{ type = "{{typeof(SimDispatcherConfigurator).AssemblyQualifiedName}}", stage = {{number}}, throughput = 1 }""";
        Config config = ConfigurationFactory.ParseString($$"""
            akka {
              loggers = []
              loglevel = OFF
              stdout-loglevel = OFF
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              scheduler.implementation = "{{typeof(SimScheduler).AssemblyQualifiedName}}"
              actor.default-dispatcher = {{dispatcher}}
              actor.internal-dispatcher = {{dispatcher}}
              actor.default-blocking-io-dispatcher = {{dispatcher}}
              persistence {
                max-concurrent-recoveries = 1000000
                dispatchers.default-plugin-dispatcher = {{dispatcher}}
                dispatchers.default-replay-dispatcher = {{dispatcher}}
                journal.plugin = "akka.persistence.journal.sim"
                journal.sim {
                  class = "{{typeof(SimJournalPlugin).AssemblyQualifiedName}}"
                  plugin-dispatcher = "akka.actor.default-dispatcher"
                  replay-dispatcher = "akka.actor.default-dispatcher"
                  circuit-breaker { max-failures = 1000000, call-timeout = 1h, reset-timeout = 1h }
                }
              }
            }
            """);
        System = (ExtendedActorSystem)ActorSystem.Create("sim", config);
        Stage.RunAll();
        // All of Akka's own actors come to be with the first life; the next simulations must not meet their start.
        World.Simulation.Run(this, seed: 0, profile: new SimProfile());
    }

    public SimStage Stage { get; } = new();

    public ExtendedActorSystem System { get; }

    /// <summary>Lets go of it. Nothing of it runs any more: there is no thread that would.</summary>
    public void Dispose() => SimDispatcherConfigurator.Stages.TryRemove(_number, out _);
}
