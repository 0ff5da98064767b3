using System.Buffers.Binary;

namespace Orchestrator.Persistence;

/// <summary>The running checksum of a write-ahead log, section 4.2 of sqlite.org/fileformat2.html.</summary>
internal struct SqliteWalSum(bool littleEndian)
{
    private uint _first;
    private uint _second;

    public void Add(ReadOnlySpan<byte> data)
    {
        for (; data.Length >= 8; data = data[8..])
        {
            _first += Word(data) + _second;
            _second += Word(data[4..]) + _first;
        }
    }

    public readonly bool Is(ReadOnlySpan<byte> stored) =>
        BinaryPrimitives.ReadUInt32BigEndian(stored) == _first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

    private readonly uint Word(ReadOnlySpan<byte> data) => littleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(data)
        : BinaryPrimitives.ReadUInt32BigEndian(data);
}
