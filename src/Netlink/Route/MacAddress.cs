using System.Globalization;
using System.Security.Cryptography;

namespace Orchestrator.Netlink.Route;

/// <summary>An Ethernet address of six bytes.</summary>
public readonly record struct MacAddress
{
    public const int Bytes = 6;
    private readonly ulong _value;

    private MacAddress(ulong value) => _value = value;

    /// <summary>Neither a group's nor nobody's: one that a device can have.</summary>
    public bool IsUsable => _value != 0 && (_value >> 40 & 1) == 0;

    /// <summary>Not one that a maker gave out (IEEE 802, the second lowest bit of the first byte).</summary>
    public bool IsLocal => (_value >> 40 & 2) != 0;

    public static MacAddress? From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            return null;
        var value = 0UL;
        foreach (var part in bytes)
            value = (value << 8) | part;
        return new MacAddress(value);
    }

    /// <summary>A random local one.</summary>
    public static MacAddress Random()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] = (byte)((bytes[0] & 0xFC) | 2);
        return From(bytes)!.Value;
    }

    /// <summary>02:00:00:aa:bb:cc, with colons or dashes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != (Bytes * 3) - 1)
            return false;
        var value = 0UL;
        for (var i = 0; i < Bytes; i++)
        {
            if (i > 0 && text[(i * 3) - 1] is not (':' or '-'))
                return false;
            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part))
                return false;
            value = (value << 8) | part;
        }
        address = new MacAddress(value);
        return true;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        for (var i = 0; i < Bytes; i++)
            bytes[i] = (byte)(_value >> (40 - (8 * i)));
        return bytes;
    }

    public override string ToString() => string.Join(':', ToBytes().Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
}
