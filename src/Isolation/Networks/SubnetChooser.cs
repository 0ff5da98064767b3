using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// Finds a subnet that meets nothing which the host already routes. IPv4: a /20 of 10.128.0.0/9, with room for 4,093
/// containers; IPv6: a /64 of the node's own prefix, which is made as RFC 4193 says. Nodes begin at different places, so
/// that the networks of several hosts can be joined later.
/// </summary>
internal sealed class SubnetChooser
{
    private const int Prefix4 = 20;
    private const int Choices4 = 1 << (Prefix4 - 9);
    private static readonly AddressRange Pool4 = new(IPNetwork.Parse("10.128.0.0/9"));

    private readonly byte[] _node;

    public SubnetChooser(string root) => _node = SHA256.HashData(Encoding.UTF8.GetBytes(root));

    /// <summary>Null when everything is taken.</summary>
    public IPNetwork? Choose4(IReadOnlyCollection<IPNetwork> taken)
    {
        var first = BitConverter.ToUInt16(_node, 0) % Choices4;
        for (var tries = 0; tries < Choices4; tries++)
        {
            var offset = (UInt128)((first + tries) % Choices4) << (32 - Prefix4);
            var choice = new IPNetwork(Pool4.At(offset), Prefix4);
            if (IsFree(choice, taken))
                return choice;
        }
        return null;
    }

    public IPNetwork? Choose6(IReadOnlyCollection<IPNetwork> taken)
    {
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        address[0] = 0xFD;
        _node.AsSpan(2, 5).CopyTo(address[1..]);
        for (var number = 1; number <= ushort.MaxValue; number++)
        {
            (address[6], address[7]) = ((byte)(number >> 8), (byte)number);
            var choice = new IPNetwork(new IPAddress(address), 64);
            if (IsFree(choice, taken))
                return choice;
        }
        return null;
    }

    private static bool IsFree(IPNetwork choice, IReadOnlyCollection<IPNetwork> taken)
    {
        var range = new AddressRange(choice);
        return !taken.Any(range.Overlaps);
    }
}
