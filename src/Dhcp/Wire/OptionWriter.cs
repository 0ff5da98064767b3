using System.Buffers.Binary;
using System.Net;

namespace Orchestrator.Dhcp.Wire;

/// <summary>Writes options one behind the other.</summary>
internal ref struct OptionWriter(Span<byte> field)
{
    private readonly Span<byte> _field = field;
    private int _length;

    public void Add(byte code, scoped ReadOnlySpan<byte> value)
    {
        _field[_length] = code;
        _field[_length + 1] = (byte)value.Length;
        value.CopyTo(_field[(_length + 2)..]);
        _length += 2 + value.Length;
    }

    public void Add(byte code, byte value) => Add(code, [value]);

    public void Add(byte code, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Add(code, bytes);
    }

    public void Add(byte code, IPAddress value) => Add(code, value.GetAddressBytes());

    /// <summary>How many bytes there are.</summary>
    public int End()
    {
        _field[_length++] = DhcpOption.End;
        return _length;
    }
}
