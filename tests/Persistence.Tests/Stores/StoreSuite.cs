using System.Globalization;
using Orchestrator.Actors;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Stores;

/// <summary>What every store has to bear; each derived class runs it all on its own.</summary>
public abstract class StoreSuite(ITestStore store) : IAsyncDisposable
{
    private readonly FakeNode _node = new();

    protected ITestStore Store { get; } = store;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<TestDaemon> StartAsync(IJournalStore journal, OrchestratorOptions? options = null) =>
        TestDaemon.StartAsync(_node, journal.Reader, akka => akka.AddJournal(journal), options: options);

    /// <summary>Five containers were made, and the daemon has ended.</summary>
    protected async Task<IJournalStore> LivedAsync(ITestStore? where = null)
    {
        IJournalStore journal = await (where ?? Store).OpenAsync();
        await using TestDaemon daemon = await TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));
        for (int i = 0; i < 5; i++)
            await daemon.DoneAsync(Given.Create($"c{i}"));
        return journal;
    }

    protected static async Task<List<string>> TextAsync(IJournalStore journal)
    {
        List<string> text = [];
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, default))
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{record.Seq} {record.Manifest} {Convert.ToHexString(record.Payload.Span)}"));
        return text;
    }
}
