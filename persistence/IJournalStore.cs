using Akka.Hosting;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>One journal of one node, opened and checked; its lock is held until disposal.</summary>
public interface IJournalStore : IDisposable
{
    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    string Kind { get; }

    /// <summary>For messages: the file, or host and database without the password.</summary>
    string Place { get; }

    /// <summary>The ordered scan.</summary>
    IJournalReader Reader { get; }

    /// <summary>
    /// The first record whose columns beside number, manifest and content, which the hash covers, are not as the engine
    /// writes them; null when there is none.
    /// </summary>
    Task<long?> FindOddRowAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

    /// <summary>Makes it the journal plugin of the actors.</summary>
    void Configure(AkkaConfigurationBuilder builder);

    /// <summary>
    /// Fills an empty journal with records as they are, all of them or none. The first may have any number: what came
    /// before it may lie in an archive.
    /// </summary>
    /// <exception cref="InvalidOperationException">The journal is not empty.</exception>
    /// <exception cref="InvalidDataException">The records do not follow one another.</exception>
    Task ImportAsync(IAsyncEnumerable<StoredRecord> records, CancellationToken cancel);

    /// <summary>
    /// Takes out the oldest records, which lie in an archive already, in small transactions from the oldest on: writing
    /// goes on beside it, and wherever it is broken off the rest is without a gap. The newest record stays, because the
    /// next number is counted from it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The newest record would go too.</exception>
    Task RemoveThroughAsync(long seq, CancellationToken cancel);
}
