using System.Buffers.Binary;
using System.Net;

namespace Orchestrator.Dhcp.Wire;

/// <summary>Writes a server's message (RFC 2131, table 3).</summary>
internal static class DhcpReply
{
    /// <summary>Nobody else gets the address meanwhile; clients ask again after half of it.</summary>
    private const uint LeaseSeconds = 24 * 60 * 60;

    private const int MostNameServers = 3;
    private const int MostClientId = 255;

    /// <summary>All fixed options with three name servers take 69 bytes.</summary>
    private const int MostBytes = DhcpLayout.Options + 80 + 2 + MostClientId;

    public static byte[] Write(DhcpRequest request, DhcpType type, Reservation its, IPAddress server)
    {
        var message = new byte[MostBytes];
        message[0] = DhcpLayout.Reply;
        message[1] = DhcpLayout.Ethernet;
        message[2] = DhcpLayout.HardwareBytes;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(DhcpLayout.Transaction), request.Transaction);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(DhcpLayout.Flags), request.Flags);
        request.Hardware.GetAddressBytes().CopyTo(message, DhcpLayout.Hardware);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(DhcpLayout.Cookie), DhcpLayout.MagicCookie);
        var options = new OptionWriter(message.AsSpan(DhcpLayout.Options));
        options.Add(DhcpOption.Type, (byte)type);
        options.Add(DhcpOption.Server, server);
        if (type != DhcpType.Nak)
        {
            request.Current?.GetAddressBytes().CopyTo(message, DhcpLayout.Current);
            // Who only wants to be informed has its address for as long as it likes.
            if (request.Type != DhcpType.Inform)
            {
                its.Address.GetAddressBytes().CopyTo(message, DhcpLayout.Yours);
                options.Add(DhcpOption.LeaseTime, LeaseSeconds);
                options.Add(DhcpOption.RenewalTime, LeaseSeconds / 2);
                options.Add(DhcpOption.RebindingTime, LeaseSeconds / 8 * 7);
            }
            Configuration(ref options, its);
        }
        if (request.ClientId is { } id)
            options.Add(DhcpOption.ClientId, id);
        var length = DhcpLayout.Options + options.End();
        return message[..Math.Max(length, DhcpLayout.LeastBytes)];
    }

    private static void Configuration(ref OptionWriter options, Reservation its)
    {
        var mask = uint.MaxValue << (32 - its.PrefixLength);
        options.Add(DhcpOption.SubnetMask, mask);
        options.Add(DhcpOption.Broadcast, BinaryPrimitives.ReadUInt32BigEndian(its.Address.GetAddressBytes()) | ~mask);
        if (its.Router is { } router)
            options.Add(DhcpOption.Router, router);
        if (its.NameServers.Count > 0)
            options.Add(DhcpOption.NameServers, [.. its.NameServers.Take(MostNameServers).SelectMany(one => one.GetAddressBytes())]);
        if (its.Mtu is { } mtu)
            options.Add(DhcpOption.Mtu, [(byte)(mtu >> 8), (byte)mtu]);
    }
}
