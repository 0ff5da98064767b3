using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Persistence;

public static class JournalSetup
{
    /// <summary>The journal and its reader as services; disposed with them, which frees its lock.</summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, IJournalStore journal) =>
        services.AddSingleton(_ => journal).AddSingleton(journal.Reader);

    /// <summary>Makes an opened journal the one that the actors write to.</summary>
    public static AkkaConfigurationBuilder AddJournal(this AkkaConfigurationBuilder builder, IJournalStore journal)
    {
        journal.Configure(builder);
        return builder;
    }
}
