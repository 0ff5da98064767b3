using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Startup;
using Orchestrator.Persistence;

namespace Orchestrator.Daemon.Tools;

/// <summary>Opens the journal of a root while no daemon runs on it; its lock keeps one away meanwhile.</summary>
internal static class JournalOpener
{
    public static async Task<IJournalStore> OpenAsync(RootLayout layout)
    {
        var settings = DaemonSettingsOf.Root(layout);
        // Looking at a journal must not make one.
        if (settings.JournalStore != "postgres" && !File.Exists(layout.Journal))
            throw new StartException($"there is no journal {layout.Journal}. Name another root with --root DIR.", 125);
        return await JournalOpening.OpenAsync(layout, settings);
    }

    /// <summary>For an import: the journal that is configured, though the history of the root may still be in another one.</summary>
    public static Task<IJournalStore> OpenOrCreateAsync(RootLayout layout) =>
        JournalOpening.OpenAnyAsync(layout, DaemonSettingsOf.Root(layout));
}
