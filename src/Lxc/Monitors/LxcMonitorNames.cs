using System.Globalization;

namespace Orchestrator.Lxc.Monitors;

/// <summary>
/// The abstract sockets of monitors: <c>@PATH/NAME/command</c>, or a hash of that where it does not fit into an address
/// (unix(7)); then the container cannot be found by looking, only asked for.
/// </summary>
internal static class LxcMonitorNames
{
    private const int MostBytes = 105;

    public static string Of(string lxcPath, string name)
    {
        var full = $"{lxcPath}/{name}/command";
        return System.Text.Encoding.UTF8.GetByteCount(full) <= MostBytes
            ? full
            : $"lxc/{Hash($"{lxcPath}/{name}").ToString("x16", CultureInfo.InvariantCulture)}/command";
    }

    /// <summary>Who has such a socket in this directory, by proc_net_unix (proc(5)).</summary>
    public static IReadOnlyList<string> Active(string lxcPath)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines("/proc/net/unix"))
        {
            var at = line.IndexOf('@');
            if (at < 0 || !line.AsSpan(at + 1).StartsWith(lxcPath + "/", StringComparison.Ordinal) || !line.EndsWith("/command", StringComparison.Ordinal))
                continue;
            var name = line[(at + 2 + lxcPath.Length)..^"/command".Length];
            if (name.Length > 0 && !name.Contains('/'))
                names.Add(name);
        }
        return [.. names];
    }

    /// <summary>FNV-1a of 64 bits.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in System.Text.Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 0x100000001b3UL;
        return hash;
    }
}
