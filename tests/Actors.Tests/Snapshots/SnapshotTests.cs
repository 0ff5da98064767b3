using System.Text;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;

namespace Orchestrator.Actors.Tests.Snapshots;

/// <summary>A snapshot is only a cache: whatever is wrong with it, the fleet is what the journal says.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-snapshot-").FullName;
    private readonly List<StoredRecord> _records;
    private readonly byte[] _expected;

    public SnapshotTests()
    {
        (FleetModel model, _records) = History.Long(steps: 60);
        _expected = History.Bytes(model);
    }

    private int Half => _records.Count / 2;

    private string File => Path.Combine(_folder, "fleet.snapshot");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task J06_Restore_FromASnapshotAtAnyRecord_EqualsFullReplay()
    {
        for (int count = 1; count <= _records.Count; count++)
        {
            Save(_records, count);
            (await CheckAsync()).ShouldBe(count);
        }
    }

    [Fact]
    public async Task Restore_WithoutASnapshot_EqualsFullReplay() => (await CheckAsync()).ShouldBe(0);

    [Fact]
    public async Task J03_Restore_WithASnapshotGarbledAtAnyByte_EqualsFullReplay()
    {
        Save(_records, Half);
        byte[] sound = await System.IO.File.ReadAllBytesAsync(File);
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] garbled = [.. sound];
            garbled[at] ^= (byte)(1 << (at % 8));
            await IgnoredAsync(garbled, at);
        }
    }

    [Fact]
    public async Task J03_Restore_WithASnapshotCutAnywhere_EqualsFullReplay()
    {
        Save(_records, Half);
        byte[] sound = await System.IO.File.ReadAllBytesAsync(File);
        for (int length = 0; length < sound.Length; length++)
        {
            await IgnoredAsync(sound[..length], length);
        }
    }

    [Fact]
    public async Task Restore_WithASnapshotHalfWritten_TakesTheOneBefore()
    {
        Save(_records, Half);
        byte[] sound = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File + ".new", sound[..^1]);

        (await CheckAsync()).ShouldBe(Half);
        Save(_records, Half + 1);
        (await CheckAsync()).ShouldBe(Half + 1);
    }

    [Fact]
    public async Task Restore_WithASnapshotNewerThanTheJournal_EqualsFullReplay()
    {
        Save(_records, _records.Count);
        List<StoredRecord> putBack = _records[..^7];

        RestoredFleet restored = await RestoreAsync(putBack);

        restored.SnapshotSeq.ShouldBe(0);
        History.Bytes(restored.Model).ShouldBe(History.Bytes(History.Fold(putBack)));
    }

    [Fact]
    public async Task Restore_WithTheSnapshotOfAnotherJournal_EqualsFullReplay()
    {
        List<StoredRecord> other = History.Long(steps: 60, seed: 2).Records;
        Save(other, Half);

        (await CheckAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("orch fleet 1\n")]
    [InlineData("orch fleet 3\n")]
    [InlineData("")]
    public async Task Restore_WithASnapshotOfAnotherFormat_EqualsFullReplay(string line)
    {
        Save(_records, Half);
        byte[] sound = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(
            File, [.. Encoding.ASCII.GetBytes(line), .. sound[(Array.IndexOf(sound, (byte)'\n') + 1)..]]);

        (await CheckAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Restore_WithASnapshotOfAnotherBuild_EqualsFullReplay()
    {
        Save(_records, Half);
        byte[] snapshot = await System.IO.File.ReadAllBytesAsync(File);
        int digit = Encoding.ASCII.GetString(snapshot, 0, 80).IndexOf(' ', "orch fleet ".Length) + 1;
        snapshot[digit] = (byte)(snapshot[digit] == '0' ? '1' : '0');
        await System.IO.File.WriteAllBytesAsync(File, snapshot);

        (await CheckAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Save_IntoAFolderThatCannotBe_DisturbsNobody()
    {
        await System.IO.File.WriteAllTextAsync(File, "a file where the folder should be");
        OrchestratorOptions options = new() { SnapshotDirectory = File, SnapshotEvery = 1 };
        JournalDisk disk = new();
        await using (TestDaemon first = await TestDaemon.StartAsync(new FakeNode(), disk, options: options))
            await first.DoneAsync(Given.Create("web"));

        await using TestDaemon second = await TestDaemon.StartAsync(new FakeNode(), disk, options: options);

        (await second.DoneAsync(new ListContainers())).Single().Name.ShouldBe("web");
    }

    [Fact]
    public async Task Start_AfterALongScan_SparesItTheNextTime()
    {
        JournalDisk disk = new();
        disk.Write(_records);
        OrchestratorOptions options = new() { SnapshotDirectory = _folder, SnapshotEvery = Half };

        await using (TestDaemon daemon = await TestDaemon.StartAsync(new FakeNode(), disk, options: options))
        {
            using CancellationTokenSource limit = new(TestDaemon.Limit);
            while (!System.IO.File.Exists(File))
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        (await FleetRestore.RunAsync(disk, new SnapshotFile(_folder), oneThread: false, default)).SnapshotSeq.ShouldBeGreaterThan(_records.Count);
    }

    [Fact]
    public void Write_OfManyContainersWithEqualSpecs_KeepsTheSpecOnce()
    {
        MemoryStream bytes = new();

        SnapshotCodec.Write(Many(2_500).ToSnapshot(), part => bytes.Write(part));

        string text = Encoding.UTF8.GetString(bytes.ToArray());
        text.Split("\"stopTimeout\"").Length.ShouldBe(2);
        FleetModel.Of(SnapshotCodec.Read(bytes.ToArray())).Containers.Values
            .Select(state => state.Spec).Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
    }

    private static FleetModel Many(int containers)
    {
        FleetModel model = new();
        for (int i = 0; i < containers; i++)
        {
            Entry entry = new(
                new Events.ContainerCreated(
                    $"c{i}", SpecPool.Shared(Given.Spec with { Hostname = "h" }),
                    new Orchestrator.Isolation.Runtime.PreparedContainer(1, 2, null), false, null),
                Given.User, "test", Guid.CreateVersion7(), $"c{i}");
            model.Apply(RecordCodec.Seal(entry, model.LastSeq + 1, States.Now, model.LastHash).Record);
        }
        return model;
    }

    private async Task IgnoredAsync(byte[] snapshot, int number)
    {
        System.IO.File.WriteAllBytes(File, snapshot);
        new SnapshotFile(_folder).Load().ShouldBeNull($"{number}");
        // The whole restore takes a hundred times as long.
        if (number % 50 == 0)
            (await CheckAsync()).ShouldBe(0, $"{number}");
    }

    private void Save(List<StoredRecord> records, int count) =>
        new SnapshotFile(_folder).Save(History.Fold(records.Take(count)).ToSnapshot());

    private async Task<long> CheckAsync()
    {
        RestoredFleet restored = await RestoreAsync(_records);
        History.Bytes(restored.Model).ShouldBe(_expected);
        return restored.SnapshotSeq;
    }

    private Task<RestoredFleet> RestoreAsync(List<StoredRecord> records)
    {
        JournalDisk disk = new();
        disk.Write(records);
        return FleetRestore.RunAsync(disk, new SnapshotFile(_folder), oneThread: false, default);
    }
}
