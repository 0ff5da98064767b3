using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Netlink.Route;

/// <summary>An address and the length of its network's prefix, as 10.0.0.2/24 or fd00::2/64.</summary>
public readonly record struct InterfaceAddress(IPAddress Address, int Prefix)
{
    public bool IsV6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    public static bool TryParse(ReadOnlySpan<char> text, out InterfaceAddress address)
    {
        address = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || text.Contains('%') || !IPAddress.TryParse(text[..slash], out var ip)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return false;
        // "10.1/16" is no address of four bytes to anybody but the parser.
        if (ip.AddressFamily == AddressFamily.InterNetwork && text[..slash].Count('.') != 3)
            return false;
        if (prefix > (ip.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32))
            return false;
        address = new InterfaceAddress(ip, prefix);
        return true;
    }

    /// <summary>The network: all bits after the prefix 0.</summary>
    public IPAddress Network
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] &= (byte)(0xFF << Math.Clamp(8 - (Prefix - (8 * i)), 0, 8));
            return new IPAddress(bytes);
        }
    }

    public bool Contains(IPAddress other) =>
        other.AddressFamily == Address.AddressFamily && new InterfaceAddress(other, Prefix).Network.Equals(Network);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Prefix}");
}
