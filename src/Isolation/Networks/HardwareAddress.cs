using System.Net;
using System.Security.Cryptography;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// A MAC address that follows from the IP address: whoever gets that address later has the same one, so that what
/// neighbours remember stays true. Locally administered, unicast (the first byte is 02).
/// </summary>
internal static class HardwareAddress
{
    public static string Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var tail = bytes.Length == 4 ? bytes : SHA256.HashData(bytes)[..4];
        return $"02:0b:{tail[0]:x2}:{tail[1]:x2}:{tail[2]:x2}:{tail[3]:x2}";
    }
}
