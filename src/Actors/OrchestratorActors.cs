using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Batches.Planning;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Past;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors;

public static class OrchestratorActors
{
    /// <summary>
    /// Registers <see cref="IEventLog"/>, <see cref="IFleetHistory"/> and <see cref="TimeProvider"/> (the system's, unless there is one). Needs
    /// <see cref="IJournalReader"/> as a service, which persistence's <c>AddJournal</c> registers.
    /// </summary>
    public static IServiceCollection AddOrchestratorActorServices(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventFeed>();
        services.TryAddSingleton<IEventLog>(provider => new EventLog(
            provider.GetRequiredService<IJournalReader>(), provider.GetRequiredService<EventFeed>(),
            provider.GetRequiredService<TimeIndex>()));
        services.TryAddSingleton(provider => new TimeIndex(provider.GetRequiredService<IJournalReader>()));
        services.TryAddSingleton(provider => new Moments(
            provider.GetRequiredService<IJournalReader>(), provider.GetRequiredService<EventFeed>()));
        services.TryAddSingleton<HistoryGate>();
        services.TryAddSingleton<IFleetHistory>(provider => new FleetHistory(
            provider.GetRequiredService<Moments>(),
            new PastFold(
                provider.GetRequiredService<IJournalReader>(),
                provider.GetService<OrchestratorOptions>()?.SnapshotDirectory is { } directory ? new SnapshotFile(directory) : null),
            new StoryReader(provider.GetRequiredService<IJournalReader>()),
            provider.GetRequiredService<IContainerRuntime>(),
            provider.GetRequiredService<HistoryGate>()));
        services.TryAddSingleton<IRestorePlanner>(provider => new LivePlanner(
            provider.GetRequiredService<IRequiredActor<Fleet>>(),
            provider.GetRequiredService<ILooksAtContainers>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IBatchPlanner>(provider => new LiveBatchPlanner(
            provider.GetRequiredService<IRequiredActor<Fleet>>(),
            provider.GetService<OrchestratorOptions>() ?? new OrchestratorOptions(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>
    /// Starts the actors of one node; <see cref="Messages.Fleet"/> is the key of the one to talk to. Needs
    /// <see cref="AddOrchestratorActorServices"/>, <see cref="IContainerRuntime"/> as a service and a journal plugin.
    /// </summary>
    public static AkkaConfigurationBuilder AddOrchestratorActors(
        this AkkaConfigurationBuilder builder, OrchestratorOptions options) =>
        builder.WithActors((system, registry, resolver) =>
        {
            FleetContext context = new(
                resolver.GetService<IContainerRuntime>(),
                resolver.GetService<IJournalReader>(),
                resolver.GetService<EventFeed>(),
                new Clock(resolver.GetService<TimeProvider>()),
                options,
                () => system.Terminate(),
                resolver.GetService<AuditServices>(),
                resolver.GetService<IJournalArchive>());
            IActorRef fleet = system.ActorOf(ActorProps.Of(() => new FleetActor(context)), "fleet");
            registry.Register<Fleet>(fleet);
            if (context.Audit is not null)
                ClosingCheckpoint.Arrange(system, fleet);
        });
}
