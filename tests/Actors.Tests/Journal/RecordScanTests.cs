using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;

namespace Orchestrator.Actors.Tests.Journal;

public sealed class RecordScanTests
{
    private static readonly List<StoredRecord> Long = History.Long(steps: 8_000).Records;

    private readonly JournalDisk _disk = new();
    private readonly List<StoredRecord> _records = [.. Long];

    [Fact]
    public async Task Read_OfManyParts_GivesAllInOrder()
    {
        _records.Count.ShouldBeGreaterThan(3_000);

        (List<long> read, string? problem) = await ReadAsync(_records);

        problem.ShouldBeNull();
        read.ShouldBe(_records.Select(record => record.Seq));
    }

    [Fact]
    public async Task Read_AfterARecord_GoesOnFromItsHash()
    {
        _disk.Write(_records);
        StoredRecord last = _records[1_499];

        List<long> read = [];
        await foreach (JournalRecord[] records in
            RecordScan.ReadAsync(_disk, last.Seq, last.Payload[..RecordCodec.HashLength].ToArray(), oneThread: false, default))
            read.AddRange(records.Select(record => record.Seq));

        read.ShouldBe(_records.Skip(1_500).Select(record => record.Seq));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(2_500)]
    public async Task J03_Read_OfAChangedRecord_NamesTheFirst(int seq)
    {
        foreach (int bad in new[] { seq, seq + 1, seq + 500 })
        {
            byte[] payload = _records[bad - 1].Payload.ToArray();
            payload[^2] ^= 1;
            _records[bad - 1] = _records[bad - 1] with { Payload = payload };
        }

        (List<long> read, string? problem) = await ReadAsync(_records);

        problem.ShouldNotBeNull().ShouldContain($"record {seq} (");
        read.Count.ShouldBeLessThan(seq);
    }

    [Fact]
    public async Task J03_Read_OfARecordShorterThanAHash_NamesIt()
    {
        _records[999] = _records[999] with { Payload = new byte[5] };

        (_, string? problem) = await ReadAsync(_records);

        problem.ShouldNotBeNull().ShouldContain("record 1000 (");
    }

    [Fact]
    public async Task J03_Read_WithARecordMissing_NamesIt()
    {
        List<StoredRecord> cut = [.. _records.Where(record => record.Seq != 1_001)];

        (List<long> read, string? problem) = await ReadAsync(cut);

        problem.ShouldNotBeNull().ShouldContain("record 1001 is missing");
        read.Count.ShouldBe(1_000);
    }

    private async Task<(List<long> Read, string? Problem)> ReadAsync(List<StoredRecord> records)
    {
        _disk.Write(records);
        List<long> read = [];
        try
        {
            await foreach (JournalRecord[] part in RecordScan.ReadAsync(_disk, 0, RecordCodec.FirstHash, oneThread: false, default))
                read.AddRange(part.Select(record => record.Seq));
            return (read, null);
        }
        catch (InvalidDataException e)
        {
            return (read, e.Message);
        }
    }
}
