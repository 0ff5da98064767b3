using System.Globalization;
using System.Text;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>
/// Cases J01 and J02 on the real file formats: every call that SQLite makes on the journal's files is known, so every
/// state that a crash could leave can be made, and opened. <c>ORCH_TEST_CUTS</c> and <c>ORCH_TEST_SEED</c> set how many
/// and which.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private static readonly CrashKind[] Kinds = Enum.GetValues<CrashKind>();

    [Fact]
    public async Task J01_CrashAtAnyWrite_LeavesAPrefixWithEveryAcknowledgedEvent()
    {
        using ShimmedProcess process = new();
        await process.RunAsync("*UnderTheShim.Write");
        int seed = Setting("ORCH_TEST_SEED", Environment.TickCount);
        int cuts = Setting("ORCH_TEST_CUTS", 2_000);
        output.WriteLine($"seed {seed}");
        List<DiskOp> log = process.Log;
        log.Count(op => op is { File: DiskFile.Database, Call: DiskCall.Sync, Error: 0 }).ShouldBeGreaterThan(2, "checkpoints");
        log.Count(op => op is { Call: DiskCall.Sync, Error: not 0 }).ShouldBeGreaterThan(3, "failed syncs");
        List<byte[]> hashes = [RecordCodec.FirstHash];
        Dictionary<string, int> acknowledgedBy = [];
        await foreach (StoredRecord record in RecordsAsync(Path.Combine(process.Folder, "journal.db")))
        {
            hashes.Add(record.Payload[..RecordCodec.HashLength].ToArray());
            if (record.Manifest.StartsWith("container-started.", StringComparison.Ordinal))
                acknowledgedBy[RecordCodec.Read(record).Container!] = hashes.Count - 1;
        }

        Random random = new(seed);
        int[] places = [.. Enumerable.Range(0, cuts).Select(_ => random.Next(log.Count)).Order()];
        CrashedFile database = new(), wal = new();
        // In memory where there is room: what is tried here is what is read, not what a disk keeps.
        string folder = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "orch-cut-" + Guid.NewGuid().ToString("N"))).FullName;
        string file = Path.Combine(folder, "journal.db");
        int next = 0, acknowledged = 0;
        List<byte[]> refused = [];
        try
        {
            for (int at = 0; at < log.Count; at++)
            {
                for (; next < places.Length && places[next] == at; next++)
                {
                    CrashKind kind = Kinds[next % Kinds.Length];
                    Place(file, database.Crash(kind, log[at].File == DiskFile.Database ? log[at] : null, random));
                    Place(file + "-wal", wal.Crash(kind, log[at].File == DiskFile.Wal ? log[at] : null, random));
                    await CheckAsync(file, hashes, acknowledged, refused, goesOn: next % 100 == 0, $"seed {seed}, call {at} ({log[at].Call} {log[at].File}), {kind}");
                }
                switch (log[at].File)
                {
                    case DiskFile.Database:
                        database.Follow(log[at]);
                        break;
                    case DiskFile.Wal:
                        wal.Follow(log[at]);
                        break;
                    case DiskFile.Acks when log[at].Call == DiskCall.Write:
                        string word = Encoding.ASCII.GetString(log[at].Data.Span).TrimEnd();
                        if (word[0] == '!')
                            refused.Add(Encoding.ASCII.GetBytes($"\"container\":\"{word[1..]}\""));
                        else
                            acknowledged = Math.Max(acknowledged, acknowledgedBy[word]);
                        break;
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        acknowledged.ShouldBeGreaterThan(1_000);
        refused.ShouldNotBeEmpty();
        output.WriteLine($"{cuts} crashes within {log.Count} calls, {hashes.Count - 1} records");
    }

    [Fact]
    public async Task J02_FailedWriteOrSync_RefusesAndIsNeverTakenForASuccess()
    {
        using ShimmedProcess process = new();

        await process.RunAsync("*UnderTheShim.Fail");

        process.Log.Count(op => op.Error != 0).ShouldBeGreaterThanOrEqualTo(12);
    }

    /// <summary>
    /// Nothing before the last acknowledged record is missing or other. What follows may be more than was answered, but
    /// nothing that was refused.
    /// </summary>
    private static async Task CheckAsync(
        string file, List<byte[]> hashes, int acknowledged, List<byte[]> refused, bool goesOn, string where)
    {
        int last = 0;
        try
        {
            using SqliteJournal journal = SqliteJournal.Open(file);
            byte[] hash = RecordCodec.FirstHash;
            await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, default))
            {
                record.Seq.ShouldBe(++last, where);
                bool fits = last > acknowledged
                    ? RecordCodec.Fits(record, hash) && !refused.Any(name => record.Payload.Span.IndexOf(name) >= 0)
                    : record.Payload.Span[..RecordCodec.HashLength].SequenceEqual(hashes[last]);
                if (!fits)
                    throw new InvalidOperationException($"{where}: record {last} is other than what was answered");
                hash = record.Payload[..RecordCodec.HashLength].ToArray();
            }
            last.ShouldBeGreaterThanOrEqualTo(acknowledged, where);
            if (!goesOn)
                return;
            await using TestDaemon daemon = await TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));
            await daemon.DoneAsync(Given.Create("after-the-crash"));
            (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull(where);
        }
        catch (JournalUnavailableException e)
        {
            throw new InvalidOperationException(where, e);
        }
    }

    private static async IAsyncEnumerable<StoredRecord> RecordsAsync(string file)
    {
        using SqliteJournal journal = SqliteJournal.Open(file);
        byte[] hash = RecordCodec.FirstHash;
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, default))
        {
            RecordCodec.Fits(record, hash).ShouldBeTrue();
            hash = record.Payload[..RecordCodec.HashLength].ToArray();
            yield return record;
        }
    }

    private static void Place(string path, DiskContent content)
    {
        File.Delete(path);
        if (content.Exists)
            File.WriteAllBytes(path, content.Bytes);
        File.Delete(path + "-shm");
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
