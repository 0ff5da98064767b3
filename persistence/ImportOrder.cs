using System.Runtime.CompilerServices;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>Lets records through as long as each follows the one before.</summary>
internal static class ImportOrder
{
    public static async IAsyncEnumerable<StoredRecord> Checked(
        IAsyncEnumerable<StoredRecord> records, [EnumeratorCancellation] CancellationToken cancel)
    {
        long? last = null;
        await foreach (StoredRecord record in records.WithCancellation(cancel).ConfigureAwait(false))
        {
            if (record.Seq < 1 || (last is { } before && record.Seq != before + 1))
                throw new InvalidDataException(last is null
                    ? $"The first record has the number {record.Seq}. Nothing was imported."
                    : $"Record {record.Seq} follows record {last}. Nothing was imported.");
            last = record.Seq;
            yield return record;
        }
    }
}
