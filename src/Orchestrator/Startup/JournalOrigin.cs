using Orchestrator.Contracts.Nodes;
using Orchestrator.Persistence;

namespace Orchestrator.Daemon.Startup;

/// <summary>
/// Remembers which journal holds a root's history. Another one that is empty, by a changed store, database or node
/// name, would make every container of this root belong to nobody, so the daemon does not start with it.
/// </summary>
internal static class JournalOrigin
{
    public static async Task CheckAsync(RootLayout layout, IJournalStore journal)
    {
        var file = Path.Combine(layout.Data, "journal.origin");
        var now = journal.Kind == "sqlite" ? "sqlite" : $"{journal.Kind} {journal.Place} node {journal.Reader.PersistenceId}";
        var before = File.Exists(file) ? (await File.ReadAllTextAsync(file)).Trim()
            : journal.Kind != "sqlite" && File.Exists(layout.Journal) ? "sqlite"
            : now;
        if (before != now && await IsEmptyAsync(journal))
            throw new StartException(
                $"the journal is configured to be '{now}', which is empty, but the history of this root is in '{before}'. Move it there "
                + $"first (docs/moving-a-journal.md), set journal.* back, or begin anew without it: rm -f {file}"
                + (before == "sqlite" ? $" and move {layout.Journal} away" : ""), 125);
        if (before != now || !File.Exists(file))
            await File.WriteAllTextAsync(file, now + "\n");
    }

    private static async Task<bool> IsEmptyAsync(IJournalStore journal)
    {
        await foreach (var _ in journal.Reader.ReadAsync(0, long.MaxValue, CancellationToken.None))
            return false;
        return true;
    }
}
