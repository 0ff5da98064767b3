using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Orchestrator.Actors.Journal;
using Orchestrator.Simulation.Tests.World;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>The journal plugin of a simulated system: each life has a persistence id of its own that leads to its disk.</summary>
public sealed class SimJournalPlugin : AsyncWriteJournal
{
    internal static ConcurrentDictionary<string, SimDiskSession> Sessions { get; } = [];

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback) => Task.CompletedTask;

    public override Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Sessions.TryGetValue(persistenceId, out SimDiskSession? session)
            ? session.HighestAsync()
            : Task.FromException<long>(new IOException("a killed life"));

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        List<StoredRecord> records = [];
        string id = "";
        foreach (IPersistentRepresentation item in messages.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload))
        {
            SealedRecord sealedRecord = (SealedRecord)item.Payload;
            id = item.PersistenceId;
            records.Add(new StoredRecord(item.SequenceNr, sealedRecord.Manifest, sealedRecord.Payload));
        }
        if (!Sessions.TryGetValue(id, out SimDiskSession? session))
            throw new IOException("a killed life");
        await session.WriteAsync(records).ConfigureAwait(false);
        return null!;
    }

    protected override Task DeleteMessagesToAsync(
        string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => throw new NotSupportedException();
}
