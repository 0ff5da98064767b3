using Orchestrator.Actors;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Stores;

/// <summary>Over a real store a snapshot spares the scan, and changes nothing else.</summary>
public abstract class SnapshotSuite(ITestStore store) : StoreSuite(store)
{
    [Fact]
    public async Task J06_Restore_WithTheSnapshotOfALife_EqualsFullReplay()
    {
        using Folder folder = new();
        using IJournalStore journal = await LivedWithSnapshotAsync(folder.Path);

        RestoredFleet restored = await RestoreAsync(journal.Reader, folder.Path);

        restored.SnapshotSeq.ShouldBeGreaterThan(0);
        Bytes(restored).ShouldBe(Bytes(await RestoreAsync(journal.Reader, null)));
    }

    [Fact]
    public async Task Restore_OfAJournalThatWasPutBack_IgnoresTheNewerSnapshot()
    {
        using Folder folder = new();
        using IJournalStore journal = await LivedWithSnapshotAsync(folder.Path);
        long newer = (await RestoreAsync(journal.Reader, folder.Path)).SnapshotSeq;
        await using ITestStore other = Store.Another();
        using IJournalStore putBack = await other.OpenAsync();
        await putBack.ImportAsync(journal.Reader.ReadAsync(0, newer - 1, default), default);

        RestoredFleet restored = await RestoreAsync(putBack.Reader, folder.Path);

        restored.SnapshotSeq.ShouldBe(0);
        restored.Model.LastSeq.ShouldBe(newer - 1);
        Bytes(restored).ShouldBe(Bytes(await RestoreAsync(putBack.Reader, null)));
    }

    private static Task<RestoredFleet> RestoreAsync(IJournalReader reader, string? folder) =>
        FleetRestore.RunAsync(reader, folder is null ? null : new SnapshotFile(folder), oneThread: false, CancellationToken.None);

    private static byte[] Bytes(RestoredFleet restored)
    {
        MemoryStream bytes = new();
        SnapshotCodec.Write(restored.Model.ToSnapshot(), part => bytes.Write(part));
        return bytes.ToArray();
    }

    private async Task<IJournalStore> LivedWithSnapshotAsync(string folder)
    {
        IJournalStore journal = await Store.OpenAsync();
        OrchestratorOptions options = new() { SnapshotDirectory = folder, SnapshotEvery = 10 };
        await using TestDaemon daemon = await StartAsync(journal, options);
        for (int i = 0; i < 5; i++)
        {
            await daemon.DoneAsync(Given.Create($"c{i}", start: true));
            await daemon.DoneAsync(new StopContainer(Given.User, "test", $"c{i}"));
        }
        using CancellationTokenSource limit = new(TestDaemon.Limit);
        while (!File.Exists(System.IO.Path.Combine(folder, "fleet.snapshot")))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return journal;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("orch-snapshot-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
