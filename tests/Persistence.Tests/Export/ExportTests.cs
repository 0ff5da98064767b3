using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;
using Orchestrator.Persistence.Tests.Audit;

namespace Orchestrator.Persistence.Tests.Export;

public sealed class ExportTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("orch-export-").FullName;

    private string Exported => Path.Combine(_folder, "journal.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The format is never changed: these files are read by whoever has kept one.</summary>
    [Theory]
    [InlineData("jsonl", "export.v1.jsonl")]
    [InlineData("csv", "export.v1.csv")]
    [InlineData("cloudevents", "export.v1.cloudevents")]
    public async Task Export_OfAFixedJournal_IsTheGoldenFile(string format, string golden)
    {
        string written = Encoding.UTF8.GetString(await ExportAsync(MadeJournal.Of(12), new ExportRange(), format));

        written.ShouldBe(await File.ReadAllTextAsync(Golden(golden, written), Cancel));
    }

    [Fact]
    public async Task J07_Verify_OfTheGoldenFile_IsSound()
    {
        AuditReport report = await ExportVerification.RunAsync(
            Golden("export.v1.jsonl", ""), [MadeJournal.Key.Public], Cancel);

        report.Finding.ShouldBeNull();
        report.Records.ShouldBe(12);
        report.VouchedThrough.ShouldBe(9);
    }

    [Fact]
    public async Task Import_OfAnExport_KeepsEveryByte()
    {
        MadeJournal made = MadeJournal.Of(3_000, checkpointEvery: 100);
        await SaveAsync(made);
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(_folder, "journal.db"));

        AuditReport report = await JournalImport.RunAsync(Exported, journal, _folder, [MadeJournal.Key.Public], Cancel);

        report.Records.ShouldBe(3_000);
        int at = 0;
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, Cancel))
        {
            record.Manifest.ShouldBe(made.Records[at].Manifest);
            record.Payload.Span.SequenceEqual(made.Records[at++].Payload.Span).ShouldBeTrue();
        }
        at.ShouldBe(3_000);
        (await Should.ThrowAsync<ImportRefusedException>(() => JournalImport.RunAsync(Exported, journal, _folder, [], Cancel)))
            .Message.ShouldContain("is not empty");
    }

    [Fact]
    public async Task Import_OfAnExportOlderThanTheNode_IsRefused()
    {
        MadeJournal made = MadeJournal.Of(30);
        using (HeadWitness witness = await HeadWitness.OpenAsync(_folder, MadeJournal.Of(0), "", _ => { }, Cancel))
            witness.Adopt(30, Convert.ToHexStringLower(made.Records[^1].Payload.Span[..RecordCodec.HashLength]));
        await SaveAsync(made.Through(29));
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(_folder, "journal.db"));

        (await Should.ThrowAsync<ImportRefusedException>(() => JournalImport.RunAsync(Exported, journal, _folder, [], Cancel)))
            .Message.ShouldContain("accept-loss");

        await SaveAsync(made);
        (await JournalImport.RunAsync(Exported, journal, _folder, [], Cancel)).Records.ShouldBe(30);
    }

    [Fact]
    public async Task Import_OfAPart_IsRefused()
    {
        await SaveAsync(MadeJournal.Of(30), new ExportRange(FirstSeq: 5));
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(_folder, "journal.db"));

        (await Should.ThrowAsync<ImportRefusedException>(() => JournalImport.RunAsync(Exported, journal, _folder, [], Cancel)))
            .Message.ShouldContain("only a part");
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(7, 31)]
    [InlineData(100, 100)]
    public async Task Verify_OfAPart_IsSound(int first, int last)
    {
        await SaveAsync(MadeJournal.Of(100), new ExportRange(first, last));

        AuditReport report = await ExportVerification.RunAsync(Exported, [MadeJournal.Key.Public], Cancel);

        report.Finding.ShouldBeNull();
        report.First.ShouldBe(first);
        report.Last.ShouldBe(last);
    }

    [Fact]
    public async Task Export_BetweenTwoTimes_TakesTheRecordsOfThatTime()
    {
        await SaveAsync(MadeJournal.Of(100), new ExportRange(Since: Begin.AddSeconds(20), Until: Begin.AddSeconds(30)));

        AuditReport report = await ExportVerification.RunAsync(Exported, [], Cancel);

        (report.First, report.Last).ShouldBe((20, 30));
    }

    [Fact]
    public async Task Export_OfAnEmptyJournal_IsSoundToo()
    {
        await SaveAsync(MadeJournal.Of(0));

        AuditReport report = await ExportVerification.RunAsync(Exported, [], Cancel);

        report.Finding.ShouldBeNull();
        report.Records.ShouldBe(0);
    }

    [Fact]
    public async Task Export_OfWhatIsNoJson_KeepsItsBytes()
    {
        StoredRecord odd = new(1, "what-is-this.v9", (byte[])[.. new byte[RecordCodec.HashLength], .. "{\n]\0"u8]);
        await SaveAsync(new MadeJournal([odd]));

        await using ExportReader reader = await ExportReader.OpenAsync(Exported, Cancel);
        StoredRecord read = (await reader.NextAsync(Cancel)).ShouldNotBeNull();

        read.Manifest.ShouldBe(odd.Manifest);
        read.Payload.Span.SequenceEqual(odd.Payload.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task J03_Verify_AfterAnyByteOfTheFileWasFlipped_NamesTheRecord()
    {
        await SaveAsync(MadeJournal.Of(40));
        byte[] whole = await File.ReadAllBytesAsync(Exported, Cancel);
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 600; round++)
        {
            byte[] touched = [.. whole];
            int at = random.Next(whole.Length);
            int bit = 1 << random.Next(8);
            touched[at] ^= (byte)bit;
            await File.WriteAllBytesAsync(Exported, touched, Cancel);

            AuditReport report = await ExportVerification.RunAsync(Exported, [MadeJournal.Key.Public], Cancel);

            string story = $"seed {seed}, round {round}, byte {at} xor {bit}: {report.Finding?.Problem}";
            report.Finding.ShouldNotBeNull(story);
            // Line 0 is the header, and the record of that number stands on each line after it.
            int line = whole.AsSpan(0, at).Count((byte)'\n');
            if (line > 0)
                report.Finding.Seq.ShouldBe(line, story);
        }
    }

    [Fact]
    public async Task J03_Verify_AfterLinesWereMovedRemovedOrRepeated_NamesTheRecord()
    {
        await SaveAsync(MadeJournal.Of(40));
        string[] whole = await File.ReadAllLinesAsync(Exported, Cancel);
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            List<string> lines = [.. whole];
            int a = random.Next(1, 41), b = random.Next(1, 41), expected;
            string how;
            switch (round % 4)
            {
                case 0:
                    how = $"removed {a}";
                    lines.RemoveAt(a);
                    expected = a;
                    break;
                case 1:
                    how = $"swapped {a} and {b}";
                    b = a == b ? a % 40 + 1 : b;
                    (lines[a], lines[b]) = (lines[b], lines[a]);
                    expected = Math.Min(a, b);
                    break;
                case 2:
                    how = $"repeated {a} after {b}";
                    lines.Insert(b + 1, lines[a]);
                    // Before its own line it is still the right one; the line itself then comes again.
                    expected = a == b + 1 ? b + 2 : b + 1;
                    break;
                default:
                    how = $"cut after {a - 1}";
                    lines.RemoveRange(a, lines.Count - a);
                    expected = a;
                    break;
            }
            await File.WriteAllTextAsync(Exported, string.Join('\n', lines) + "\n", Cancel);

            AuditReport report = await ExportVerification.RunAsync(Exported, [MadeJournal.Key.Public], Cancel);

            report.Finding.ShouldNotBeNull($"seed {seed}: {how}").Seq.ShouldBe(expected, $"seed {seed}: {how}: {report.Finding.Problem}");
        }
    }

    [Fact]
    public async Task J03_Verify_OfAFileCutAtAnyByte_NamesTheRecordThatIsCut()
    {
        await SaveAsync(MadeJournal.Of(5));
        byte[] whole = await File.ReadAllBytesAsync(Exported, Cancel);
        for (int length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Exported, whole[..length], Cancel);

            AuditReport report = await ExportVerification.RunAsync(Exported, [], Cancel);

            report.Finding.ShouldNotBeNull($"{length} bytes").Seq
                .ShouldBe(Math.Max(1, whole.AsSpan(0, length).Count((byte)'\n')), $"{length} bytes");
        }
    }

    [Fact]
    public async Task Verify_OfAnExportByAnotherNode_NamesItsKey()
    {
        await SaveAsync(MadeJournal.Of(30, key: AuditKey.Of(new byte[32])));

        AuditReport report = await ExportVerification.RunAsync(Exported, [MadeJournal.Key.Public], Cancel);

        report.Finding.ShouldNotBeNull().Problem.ShouldContain("another key signs");
    }

    [Fact]
    public async Task Verify_OfAnythingElse_SaysThatItIsNoExport()
    {
        await File.WriteAllTextAsync(Exported, "hello\n", Cancel);

        (await ExportVerification.RunAsync(Exported, [], Cancel)).Finding.ShouldNotBeNull().Problem
            .ShouldContain("does not begin as an exported journal");
    }

    private async Task SaveAsync(MadeJournal journal, ExportRange? range = null) =>
        await File.WriteAllBytesAsync(Exported, await ExportAsync(journal, range ?? new ExportRange(), "jsonl"), Cancel);

    private static async Task<byte[]> ExportAsync(MadeJournal journal, ExportRange range, string format)
    {
        using MemoryStream stream = new();
        await JournalExport.RunAsync(
            journal, new ExportOrigin("node1", "sqlite", MadeJournal.Key.Public, MadeJournal.Key), range, format, stream,
            new FakeTimeProvider(Begin), long.MaxValue, Cancel);
        return stream.ToArray();
    }

    private static string Golden(string name, string written)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "golden", "export", name);
        if (Environment.GetEnvironmentVariable("ORCH_WRITE_GOLDEN") == "1" && !File.Exists(file))
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string source = Path.Combine(folder.FullName, "tests", "Persistence.Tests", "golden", "export");
                if (!Directory.Exists(Path.GetDirectoryName(source)))
                    continue;
                Directory.CreateDirectory(source);
                File.WriteAllText(Path.Combine(source, name), written);
                return Path.Combine(source, name);
            }
        }
        return file;
    }
}
