using System.Globalization;
using System.Text;

namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>
/// The abstract sockets of monitors: <c>@PATH/NAME/command</c>, or a hash of that where it does not fit into an address
/// (unix(7)); then the container cannot be found by looking, only asked for.
/// </summary>
public static class LxcSocketNames
{
    private const int MostBytes = 105;
    private const string End = "/command";

    /// <summary>Without the NUL byte that stands before it.</summary>
    public static string Of(string lxcPath, string name)
    {
        var full = $"{lxcPath}/{name}{End}";
        return Encoding.UTF8.GetByteCount(full) <= MostBytes ? full
            : $"lxc/{Hash($"{lxcPath}/{name}").ToString("x16", CultureInfo.InvariantCulture)}{End}";
    }

    /// <summary>Whose socket a line of proc_net_unix (proc(5)) is, if it is one of this directory.</summary>
    public static string? NameIn(string line, string lxcPath)
    {
        var at = line.IndexOf('@');
        if (at < 0 || !line.AsSpan(at + 1).StartsWith(lxcPath + "/", StringComparison.Ordinal) || !line.EndsWith(End, StringComparison.Ordinal))
            return null;
        var begin = at + 2 + lxcPath.Length;
        return begin >= line.Length - End.Length || line[begin..^End.Length] is not { } name || name.Contains('/') ? null : name;
    }

    /// <summary>FNV-1a of 64 bits.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 0x100000001b3UL;
        return hash;
    }
}
