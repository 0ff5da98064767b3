using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Isolation.Networks;

/// <summary>The addresses of one subnet as numbers from 0, the network's own, to <see cref="Last"/>.</summary>
internal readonly struct AddressRange(IPNetwork network)
{
    private readonly UInt128 _base = Number(network.BaseAddress);

    public IPNetwork Network { get; } = network;

    public bool IsV6 => Network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;

    private int HostBits => (IsV6 ? 128 : 32) - Network.PrefixLength;

    public UInt128 Last => HostBits == 128 ? UInt128.MaxValue : (UInt128.One << HostBits) - 1;

    /// <summary>
    /// Not the network's own address, which in IPv6 is that of all its routers (RFC 4291, section 2.6.1), nor an IPv4
    /// broadcast address. Subnets of two and of one address have neither (RFC 3021, RFC 6164).
    /// </summary>
    public bool IsHost(UInt128 offset) => HostBits < 2 || (offset != 0 && (IsV6 || offset != Last));

    public UInt128 FirstHost => HostBits < 2 ? UInt128.Zero : UInt128.One;

    public UInt128 LastHost => HostBits < 2 || IsV6 ? Last : Last - 1;

    public IPAddress At(UInt128 offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _base + offset);
        return new IPAddress(IsV6 ? bytes : bytes[12..]);
    }

    public UInt128 Offset(IPAddress address) => Number(address) - _base;

    public bool Overlaps(IPNetwork other) =>
        other.BaseAddress.AddressFamily == Network.BaseAddress.AddressFamily
        && (Network.Contains(other.BaseAddress) || other.Contains(Network.BaseAddress));

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes : bytes[12..], out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
