using System.Buffers.Binary;
using System.Numerics;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// The form of the witness file: two slots, each in a disk sector of its own and with a checksum, written in turn. A
/// write that is torn spoils one slot, and the other holds the head before.
/// </summary>
internal static class WitnessSlots
{
    public const int Size = 2 * Stride;

    /// <summary>Magic, sequence number, hash, checksum.</summary>
    public const int SlotSize = 8 + 8 + RecordCodec.HashLength + 4;

    private const int Stride = 512;
    private const ulong Magic = 0x31_44_41_45_48_48_43_4F; // "OCHHEAD1"

    public static long Offset(long turn) => (turn & 1) * Stride;

    public static void Write(Span<byte> slot, long seq, ReadOnlySpan<byte> hash)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(slot, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], seq);
        hash.CopyTo(slot[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[(SlotSize - 4)..], Checksum(slot[..(SlotSize - 4)]));
    }

    /// <summary>The newer of the sound slots; null if both are torn.</summary>
    public static WitnessedHead? Read(ReadOnlySpan<byte> file)
    {
        WitnessedHead? newest = null;
        for (int at = 0; at + SlotSize <= file.Length; at += Stride)
        {
            ReadOnlySpan<byte> slot = file.Slice(at, SlotSize);
            if (BinaryPrimitives.ReadUInt64LittleEndian(slot) != Magic
                || BinaryPrimitives.ReadUInt32LittleEndian(slot[(SlotSize - 4)..]) != Checksum(slot[..(SlotSize - 4)]))
                continue;
            long seq = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]);
            if (newest is null || seq > newest.Seq)
                newest = new WitnessedHead(seq, slot.Slice(16, RecordCodec.HashLength).ToArray());
        }
        return newest;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0xffff_ffff;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            sum = BitOperations.Crc32C(sum, one);
        return sum;
    }
}
