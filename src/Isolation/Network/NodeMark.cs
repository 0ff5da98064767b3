using System.Globalization;
using System.Security.Cryptography;
using Orchestrator.Isolation.Networks;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// How the devices of one node are told from all others of the host: by their alias, which nobody inside of a container
/// reaches. Names are for people; they hold the mark too, so that two daemons do not choose the same.
/// </summary>
internal sealed class NodeMark(string root)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int NameLetters = 8;
    private readonly string _mark = NodeTag.Of(root);

    /// <summary>Name of the device on the host; 15 characters at most (IFNAMSIZ).</summary>
    /// <param name="kind">One letter: v for a veth pair's end, i for an ifb.</param>
    public string Name(char kind, Guid container, int attempt, int index)
    {
        Span<byte> key = stackalloc byte[24];
        container.TryWriteBytes(key);
        BitConverter.TryWriteBytes(key[16..], attempt);
        BitConverter.TryWriteBytes(key[20..], (index << 8) | kind);
        return $"o{kind}{_mark}{Of(key, NameLetters)}";
    }

    public string Alias(Guid container, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{container:N}:{attempt}");

    /// <summary>Whose a device is; null: not of this node.</summary>
    public (Guid Container, int Attempt)? Owner(string? alias)
    {
        if (alias is null || !alias.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = alias[Prefix.Length..].Split(':');
        return parts.Length == 2 && Guid.TryParseExact(parts[0], "N", out var id)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? (id, attempt)
            : null;
    }

    private string Prefix => $"orch:{_mark}:";

    private static string Of(ReadOnlySpan<byte> key, int letters)
    {
        var hash = SHA256.HashData(key);
        return string.Create(letters, hash, (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = Letters[bytes[i] & 31];
        });
    }
}
