using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Postgres;

namespace Orchestrator.Daemon.Startup;

/// <summary>Opens the journal that the configuration names.</summary>
internal static class JournalOpening
{
    /// <exception cref="JournalUnavailableException">It cannot be used, or is not the one with this root's history.</exception>
    public static async Task<IJournalStore> OpenAsync(RootLayout layout, DaemonSettings settings)
    {
        var journal = await OpenAnyAsync(layout, settings);
        try
        {
            await JournalOrigin.CheckAsync(layout, journal);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The same, whether it holds this root's history or none.</summary>
    public static async Task<IJournalStore> OpenAnyAsync(RootLayout layout, DaemonSettings settings) =>
        settings.JournalStore == "postgres"
            ? await PostgresJournal.OpenAsync(
                settings.JournalConnection!, settings.JournalNode ?? settings.NodeName, CancellationToken.None)
            : SqliteJournal.Open(layout.Journal, reserve: true);
}
