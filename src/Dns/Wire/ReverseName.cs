using System.Globalization;
using System.Net;

namespace Orchestrator.Dns.Wire;

/// <summary>The address in a name below in-addr.arpa (RFC 1035, section 3.5) or ip6.arpa (RFC 3596, section 2.5).</summary>
internal static class ReverseName
{
    /// <summary>Null if it is no such name, or not a whole address.</summary>
    public static IPAddress? TryRead(string name)
    {
        var labels = name.Split('.');
        return labels switch
        {
            [_, _, _, _, "in-addr", "arpa"] => Four(labels),
            { Length: 34 } when labels[32] == "ip6" && labels[33] == "arpa" => Six(labels),
            _ => null,
        };
    }

    private static IPAddress? Four(string[] labels)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (!byte.TryParse(labels[3 - i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
                return null;
        }
        return new IPAddress(bytes);
    }

    private static IPAddress? Six(string[] labels)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 32; i++)
        {
            if (labels[31 - i] is not [var digit] || !char.IsAsciiHexDigit(digit))
                return null;
            bytes[i / 2] = (byte)((bytes[i / 2] << 4) | Convert.ToInt32(digit.ToString(), 16));
        }
        return new IPAddress(bytes);
    }
}
