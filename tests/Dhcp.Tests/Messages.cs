using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using Orchestrator.Dhcp.Wire;

namespace Orchestrator.Dhcp.Tests;

/// <summary>Requests as clients send them, and what an answer says, read apart from the code under test.</summary>
internal static class Messages
{
    public static readonly PhysicalAddress Mine = PhysicalAddress.Parse("02:00:0A:09:00:07");
    public static readonly IPAddress Server = IPAddress.Parse("10.9.0.1");
    public static readonly Reservation Known = new(IPAddress.Parse("10.9.0.7"), 20, Server, [Server, IPAddress.Parse("192.0.2.53")], 1400);

    public static byte[] Request(
        DhcpType type, string? requested = null, string? current = null, string? server = null, PhysicalAddress? from = null, byte[]? clientId = null)
    {
        var message = new byte[576];
        (message[0], message[1], message[2]) = (1, 1, 6);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), 0xCAFEF00D);
        if (current is not null)
            IPAddress.Parse(current).GetAddressBytes().CopyTo(message, 12);
        (from ?? Mine).GetAddressBytes().CopyTo(message, 28);
        byte[] options =
        [
            0x63, 0x82, 0x53, 0x63, 53, 1, (byte)type,
            .. Address(50, requested), .. Address(54, server), .. clientId is null ? [] : (byte[])[61, (byte)clientId.Length, .. clientId], 255,
        ];
        options.CopyTo(message, 236);
        return message;
    }

    public static IPAddress Yours(byte[] answer) => new(answer.AsSpan(16, 4));

    public static Dictionary<int, byte[]> Options(byte[] answer)
    {
        var found = new Dictionary<int, byte[]>();
        for (var at = 240; answer[at] != 255; at += 2 + answer[at + 1])
            found.Add(answer[at], answer[(at + 2)..(at + 2 + answer[at + 1])]);
        return found;
    }

    private static byte[] Address(byte code, string? text) => text is null ? [] : [code, 4, .. IPAddress.Parse(text).GetAddressBytes()];

    /// <summary>One reservation.</summary>
    internal sealed class One(Reservation? known = null) : IReservations
    {
        public Reservation? Find(PhysicalAddress hardware) => hardware.Equals(Mine) ? known ?? Known : null;
    }
}
