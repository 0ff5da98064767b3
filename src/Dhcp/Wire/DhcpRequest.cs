using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Orchestrator.Dhcp.Wire;

/// <summary>What of a client's message matters here. Its bytes may be anything.</summary>
internal sealed record DhcpRequest
{
    private const int AddressBytes = 4;

    public required DhcpType Type { get; init; }

    public required uint Transaction { get; init; }

    public required ushort Flags { get; init; }

    public required PhysicalAddress Hardware { get; init; }

    /// <summary>The address that it has and answers for; null: none.</summary>
    public IPAddress? Current { get; init; }

    public IPAddress? Requested { get; init; }

    public IPAddress? Server { get; init; }

    /// <summary>Given back as it came (RFC 6842).</summary>
    public byte[]? ClientId { get; init; }

    /// <summary>Null: no message of a client on an Ethernet that is asked without a relay.</summary>
    public static DhcpRequest? TryRead(ReadOnlySpan<byte> message)
    {
        if (message.Length < DhcpLayout.Options || message[0] != DhcpLayout.Request || message[1] != DhcpLayout.Ethernet
            || message[2] != DhcpLayout.HardwareBytes
            || BinaryPrimitives.ReadUInt32BigEndian(message[DhcpLayout.Cookie..]) != DhcpLayout.MagicCookie
            || Address(message.Slice(DhcpLayout.Relay, AddressBytes)) is not null)
            return null;
        var options = message[DhcpLayout.Options..];
        var overload = OptionReader.Find(options, DhcpOption.Overload) is [var fields] ? fields : 0;
        var file = (overload & 1) != 0 ? message[DhcpLayout.File..DhcpLayout.Cookie] : default;
        var name = (overload & 2) != 0 ? message[DhcpLayout.ServerName..DhcpLayout.File] : default;
        if (Option(options, file, name, DhcpOption.Type) is not [var type])
            return null;
        var clientId = Option(options, file, name, DhcpOption.ClientId);
        return new DhcpRequest
        {
            Type = (DhcpType)type,
            Transaction = BinaryPrimitives.ReadUInt32BigEndian(message[DhcpLayout.Transaction..]),
            Flags = BinaryPrimitives.ReadUInt16BigEndian(message[DhcpLayout.Flags..]),
            Hardware = new PhysicalAddress(message.Slice(DhcpLayout.Hardware, DhcpLayout.HardwareBytes).ToArray()),
            Current = Address(message.Slice(DhcpLayout.Current, AddressBytes)),
            Requested = Address(Option(options, file, name, DhcpOption.Requested)),
            Server = Address(Option(options, file, name, DhcpOption.Server)),
            ClientId = clientId.IsEmpty ? null : clientId.ToArray(),
        };
    }

    private static ReadOnlySpan<byte> Option(ReadOnlySpan<byte> options, ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, byte code)
    {
        var found = OptionReader.Find(options, code);
        if (found.IsEmpty)
            found = OptionReader.Find(file, code);
        return found.IsEmpty ? OptionReader.Find(name, code) : found;
    }

    private static IPAddress? Address(ReadOnlySpan<byte> bytes) =>
        bytes.Length == AddressBytes && bytes.ContainsAnyExcept((byte)0) ? new IPAddress(bytes) : null;
}
