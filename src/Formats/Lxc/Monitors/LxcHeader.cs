using System.Buffers.Binary;

namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>
/// What stands before each request and answer of a monitor, in the order of x86: two numbers and a pointer, which for the
/// receiver is either a number or nothing.
/// </summary>
/// <param name="Word">Of a request its <see cref="LxcCommand"/>, of an answer 0 or minus errno.</param>
/// <param name="Length">Bytes that follow.</param>
/// <param name="Value">A pid, a state or flags, where nothing follows.</param>
public readonly record struct LxcHeader(int Word, int Length, long Value)
{
    public const int Size = 16;

    /// <summary>LXC's own limit of what follows, twice PATH_MAX.</summary>
    public const int MostBytes = 8192;

    public static LxcHeader Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt32LittleEndian(from), BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadInt64LittleEndian(from[8..]));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, Word);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Value);
    }
}
