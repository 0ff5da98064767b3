using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Tests.Stores;

internal static class CreatedNames
{
    /// <summary>The names of the containers that a journal says were made, in order.</summary>
    public static async Task<List<string>> OfAsync(IJournalStore journal)
    {
        List<string> names = [];
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, default))
        {
            if (record.Manifest.StartsWith("container-created.", StringComparison.Ordinal))
                names.Add(RecordCodec.Read(record).Container!);
        }
        return names;
    }
}
