using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Addresses of lxc.net.N.ipv4 and .ipv6, with prefix length and, for IPv4, an optional broadcast address.</summary>
public static class LxcAddress
{
    public static string? Check(string value, bool six)
    {
        var words = value.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words.Length > (six ? 1 : 2))
            return $"'{value}' is no address; write ADDRESS/LENGTH";
        var slash = words[0].IndexOf('/');
        var address = slash < 0 ? words[0] : words[0][..slash];
        if (!Is(address, six) || (words.Length == 2 && !Is(words[1], six)))
            return $"'{value}' is no IPv{(six ? 6 : 4)} address; write ADDRESS/LENGTH";
        if (slash < 0)
            return null;
        return int.TryParse(words[0].AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= (six ? 128 : 32)
                ? null
                : $"'{value}' has a prefix length that is not from 0 to {(six ? 128 : 32)}";
    }

    public static string? CheckGateway(string value, bool six) =>
        value is "auto" or "dev" || Is(value, six) ? null : $"'{value}' is no IPv{(six ? 6 : 4)} address, nor auto or dev";

    // IPAddress also takes "1" and "0x7f.1", which inet_pton(3) does not.
    private static bool Is(string text, bool six) =>
        IPAddress.TryParse(text, out var address)
        && address.AddressFamily == (six ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
        && (six ? !text.Contains('%') && !text.Contains('[') : text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.')
            && text.Split('.').All(part => part.Length == 1 || part[0] != '0'));
}
