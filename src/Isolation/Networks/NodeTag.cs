using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The node's sign in names that the whole host shares: devices, of which a name has 15 letters, and packet filter tables.
/// Daemons of different roots have different ones, and the same root always the same.
/// </summary>
internal static class NodeTag
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Five letters, 25 bits.</summary>
    public static string Of(string root) => Short(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(root)), 5);

    /// <summary>The bridge of a network: <c>ob</c>, the node, and six letters of the network's id.</summary>
    public static string Bridge(string tag, Guid network) => $"{BridgePrefix(tag)}{Short(network.ToByteArray(), 6)}";

    /// <summary>With what the names of all bridges of the node begin, and of nobody else's.</summary>
    public static string BridgePrefix(string tag) => $"ob{tag}-";

    private static string Short(byte[] bytes, int letters)
    {
        var hash = SHA256.HashData(bytes);
        return string.Create(letters, hash, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = Letters[from[i] & 31];
        });
    }
}
