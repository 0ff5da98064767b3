using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.LaunchPlan;

/// <summary>
/// Builds a plan. Ops are added in the order in which they shall happen; <see cref="ToArray"/> lays everything out.
/// Not for several threads. A text with a NUL inside is refused, since it would end early for the kernel.
/// </summary>
public sealed class PlanWriter
{
    private readonly List<PlanOp> _ops = new(96);
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };
    private byte[] _text = new byte[4096];
    private int _textBytes = 1;
    private byte[] _data = new byte[4096];
    private int _dataBytes;
    private PlanHeader _header;

    public PlanWriter() => _header.CgroupSlot = -1;

    /// <summary>Header fields that the caller sets; geometry is filled in by <see cref="ToArray"/>.</summary>
    public ref PlanHeader Header => ref _header;

    /// <summary>Offset of a text in the table; equal texts are stored once.</summary>
    /// <exception cref="ArgumentException">The text contains a NUL.</exception>
    public uint Text(string text)
    {
        if (_offsets.TryGetValue(text, out var known))
            return known;
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A text of a launch plan cannot contain a NUL character.", nameof(text));
        var count = Encoding.UTF8.GetByteCount(text);
        Reserve(ref _text, _textBytes + count + 1);
        var offset = (uint)_textBytes;
        Encoding.UTF8.GetBytes(text, _text.AsSpan(_textBytes));
        _textBytes += count + 1;
        _offsets.Add(text, offset);
        return offset;
    }

    /// <summary>Copies bytes to the data table, 8-byte aligned, and returns their offset.</summary>
    public uint Data(ReadOnlySpan<byte> bytes)
    {
        var start = (_dataBytes + 7) & ~7;
        Reserve(ref _data, start + bytes.Length);
        bytes.CopyTo(_data.AsSpan(start));
        _dataBytes = start + bytes.Length;
        return (uint)start;
    }

    public void SetArguments(IReadOnlyList<string> arguments)
    {
        _header.ArgvOffset = Offsets(arguments);
        _header.ArgvCount = (uint)arguments.Count;
    }

    /// <param name="environment">Entries of the form NAME=VALUE.</param>
    public void SetEnvironment(IReadOnlyList<string> environment)
    {
        _header.EnvOffset = Offsets(environment);
        _header.EnvCount = (uint)environment.Count;
    }

    /// <summary>Adds an op with slot -1 and returns it for filling in; valid until the next one is added.</summary>
    public ref PlanOp Add(PlanOpKind kind, PlanOpFlags flags = PlanOpFlags.None)
    {
        _ops.Add(new PlanOp { Kind = kind, Flags = flags, Slot = -1 });
        return ref CollectionsMarshal.AsSpan(_ops)[^1];
    }

    /// <summary>The finished plan.</summary>
    public byte[] ToArray()
    {
        var opsOffset = Unsafe.SizeOf<PlanHeader>();
        var textOffset = opsOffset + (_ops.Count * Unsafe.SizeOf<PlanOp>());
        var dataOffset = (textOffset + _textBytes + 7) & ~7;
        var total = dataOffset + _dataBytes;
        _header.Magic = PlanFormat.Magic;
        _header.Version = PlanFormat.Version;
        _header.HeaderBytes = (ushort)opsOffset;
        _header.TotalBytes = (uint)total;
        _header.OpCount = (uint)_ops.Count;
        _header.TextOffset = (uint)textOffset;
        _header.TextBytes = (uint)_textBytes;
        _header.DataOffset = (uint)dataOffset;
        _header.DataBytes = (uint)_dataBytes;

        var plan = new byte[total];
        MemoryMarshal.Write(plan, in _header);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_ops)).CopyTo(plan.AsSpan(opsOffset));
        _text.AsSpan(0, _textBytes).CopyTo(plan.AsSpan(textOffset));
        _data.AsSpan(0, _dataBytes).CopyTo(plan.AsSpan(dataOffset));
        return plan;
    }

    private uint Offsets(IReadOnlyList<string> texts)
    {
        var offsets = new uint[texts.Count];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = Text(texts[i]);
        return Data(MemoryMarshal.AsBytes<uint>(offsets));
    }

    private static void Reserve(ref byte[] buffer, int bytes)
    {
        if (bytes > buffer.Length)
            Array.Resize(ref buffer, Math.Max(bytes, buffer.Length * 2));
    }
}
