using Orchestrator.Formats.Lxc.Values;

namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>Every key that LXC knows, from 5.0 to 7.0.</summary>
public static class LxcKeys
{
    private static readonly Dictionary<string, LxcKey> Exact;
    private static readonly (string Prefix, LxcKey Key)[] Families;
    private static readonly Dictionary<string, LxcKey> Network;

    static LxcKeys()
    {
        All =
        [
            .. BaseKeys.All, .. RootfsKeys.All, .. HookKeys.All, .. ConsoleKeys.All, .. NamespaceKeys.All,
            .. SecurityKeys.All, .. ResourceKeys.All, .. NetworkKeys.All,
        ];
        Exact = All.Where(key => !key.Name.Contains('*') && !key.Name.StartsWith("lxc.net.N", StringComparison.Ordinal))
            .ToDictionary(key => key.Name, StringComparer.Ordinal);
        Families = [.. All.Where(key => key.Name.EndsWith('*')).Select(key => (key.Name[..^1], key))];
        Network = All.Where(key => key.Name.StartsWith("lxc.net.N", StringComparison.Ordinal))
            .ToDictionary(key => key.Name["lxc.net.N".Length..], StringComparer.Ordinal);
    }

    /// <summary>In the order of the documentation.</summary>
    public static IReadOnlyList<LxcKey> All { get; }

    /// <summary>Null for a key that LXC does not know: it fails the whole load there.</summary>
    public static LxcKey? Find(string name)
    {
        if (Exact.TryGetValue(name, out var exact))
            return exact;
        if (name.StartsWith("lxc.net.", StringComparison.Ordinal))
            return FindNetwork(name.AsSpan("lxc.net.".Length));
        foreach (var (prefix, key) in Families)
        {
            if (name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal))
                return prefix != NamespaceKeys.Share || LxcNamespaces.All.Contains(name[prefix.Length..]) ? key : null;
        }
        return null;
    }

    /// <summary>What to say of a key that <see cref="Find"/> does not find.</summary>
    public static string Unknown(string name)
    {
        var shown = name.Length <= 80 ? name : name[..80] + "…";
        return LxcLegacy.NewName(name) switch
        {
            "" => $"'{shown}' is a key from before LXC 2.1 and is gone; take the line away (orch config translate does)",
            { } today => $"'{shown}' is a key from before LXC 2.1; it is called {today} now (orch config translate rewrites the file, --legacy reads it as it is)",
            null => NearestKey.To(name) is { } near
                ? $"'{shown}' is no key of LXC; did you mean {near}?"
                : $"'{shown}' is no key of LXC",
        };
    }

    private static LxcKey? FindNetwork(ReadOnlySpan<char> rest)
    {
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            digits++;
        // liblxc keeps the index in an unsigned int.
        return digits > 0 && uint.TryParse(rest[..digits], out _) ? Network.GetValueOrDefault(rest[digits..].ToString()) : null;
    }
}
