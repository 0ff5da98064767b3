using System.Net;
using System.Text;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Netlink.Netfilter;

/// <summary>The bytes of a key or value: each field padded to whole registers.</summary>
public sealed class FilterData
{
    private readonly List<byte> _bytes = [];

    public static FilterData Of(string interfaceName) => new FilterData().Interface(interfaceName);

    public FilterData Interface(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Encoding.ASCII.GetBytes(name, bytes);
        return Add(bytes);
    }

    public FilterData Address(IPAddress address) => Add(address.GetAddressBytes());

    public FilterData Mac(MacAddress mac) => Add(mac.ToBytes());

    /// <summary>IPPROTO_*.</summary>
    public FilterData Protocol(byte number) => Add([number]);

    public FilterData Port(int port) => Add([(byte)(port >> 8), (byte)port]);

    public ReadOnlySpan<byte> Bytes => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);

    private FilterData Add(ReadOnlySpan<byte> field)
    {
        _bytes.AddRange(field);
        while (_bytes.Count % 4 != 0)
            _bytes.Add(0);
        return this;
    }
}
