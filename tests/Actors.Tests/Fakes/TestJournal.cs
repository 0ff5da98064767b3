using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>A journal plugin over a <see cref="JournalDisk"/>.</summary>
public sealed class TestJournal : AsyncWriteJournal
{
    private readonly JournalDisk _disk;

    public TestJournal(Config config) => _disk = Disks[Guid.Parse(config.GetString("disk"))];

    internal static ConcurrentDictionary<Guid, JournalDisk> Disks { get; } = [];

    internal static string Hocon(JournalDisk disk)
    {
        Disks[disk.Id] = disk;
        return $$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.test"
            akka.persistence.journal.test {
              class = "{{typeof(TestJournal).AssemblyQualifiedName}}"
              disk = "{{disk.Id}}"
              circuit-breaker { max-failures = 1000, call-timeout = 60s, reset-timeout = 10ms }
            }
            """;
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback) => Task.CompletedTask;

    public override Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(_disk.Highest);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        List<StoredRecord> records =
        [
            .. messages.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload)
                .Select(item => (item.SequenceNr, Sealed: (SealedRecord)item.Payload))
                .Select(item => new StoredRecord(item.SequenceNr, item.Sealed.Manifest, item.Sealed.Payload)),
        ];
        _disk.Write(records);
        return Task.FromResult<IImmutableList<Exception>>(null!);
    }

    protected override Task DeleteMessagesToAsync(
        string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => throw new NotSupportedException();
}
