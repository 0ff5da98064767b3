using Akka.Hosting;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors;

public static class OrchestratorActors
{
    /// <summary>
    /// Starts the actors of one node; <c>Fleet</c> is the one to talk to. Needs <see cref="IContainerRuntime"/>,
    /// <see cref="TimeProvider"/> and <see cref="Journal.IJournalReader"/> as services, and a journal plugin, which
    /// <c>AddSqliteJournal</c> of the persistence project sets up.
    /// </summary>
    public static AkkaConfigurationBuilder AddOrchestratorActors(
        this AkkaConfigurationBuilder builder, OrchestratorOptions options) => builder;
}
