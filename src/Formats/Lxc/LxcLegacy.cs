using System.Globalization;
using System.Text;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Formats.Lxc;

/// <summary>
/// Keys from before LXC 2.1, rewritten as lxc-update-config does (and lxc.limit.NAME, which its pattern misses); every
/// other line stays as it is.
/// </summary>
public static class LxcLegacy
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["lxc.rootfs"] = "lxc.rootfs.path",
        ["lxc.id_map"] = "lxc.idmap",
        ["lxc.pts"] = "lxc.pty.max",
        ["lxc.tty"] = "lxc.tty.max",
        ["lxc.devttydir"] = "lxc.tty.dir",
        ["lxc.aa_profile"] = "lxc.apparmor.profile",
        ["lxc.aa_allow_incomplete"] = "lxc.apparmor.allow_incomplete",
        ["lxc.se_context"] = "lxc.selinux.context",
        ["lxc.mount"] = "lxc.mount.fstab",
        ["lxc.utsname"] = "lxc.uts.name",
        ["lxc.seccomp"] = "lxc.seccomp.profile",
        ["lxc.console"] = "lxc.console.path",
        ["lxc.haltsignal"] = "lxc.signal.halt",
        ["lxc.rebootsignal"] = "lxc.signal.reboot",
        ["lxc.stopsignal"] = "lxc.signal.stop",
        ["lxc.syslog"] = "lxc.log.syslog",
        ["lxc.loglevel"] = "lxc.log.level",
        ["lxc.logfile"] = "lxc.log.file",
        ["lxc.init_cmd"] = "lxc.init.cmd",
        ["lxc.init_uid"] = "lxc.init.uid",
        ["lxc.init_gid"] = "lxc.init.gid",
        ["lxc.limit"] = "lxc.prlimit",
        ["lxc.network"] = "lxc.net",
    };

    private static readonly HashSet<string> Gone = ["lxc.rootfs.backend", "lxc.pivotdir", "lxc.kmsg"];

    /// <summary>What a key from before 2.1 is called now; null for a key that is none. Empty: it is gone without successor.</summary>
    public static string? NewName(string key)
    {
        if (Gone.Contains(key))
            return "";
        if (Renamed.TryGetValue(key, out var name))
            return name;
        if (key.StartsWith("lxc.limit.", StringComparison.Ordinal))
            return string.Concat("lxc.prlimit.", key.AsSpan("lxc.limit.".Length));
        return key.StartsWith("lxc.network.", StringComparison.Ordinal)
            ? NetworkName(key["lxc.network.".Length..], "N")
            : null;
    }

    /// <summary>The same configuration with today's keys, comments and order kept.</summary>
    public static string Translate(string text)
    {
        var backend = Backend(text);
        var result = new StringBuilder(text.Length);
        var network = -1;
        var begin = 0;
        while (begin < text.Length)
        {
            var end = text.IndexOf('\n', begin);
            var line = end < 0 ? text[begin..] : text[begin..end];
            begin = end < 0 ? text.Length : end + 1;
            var parsed = LxcLine.Parse(line);
            if (parsed.Kind != LxcLineKind.Setting || NewName(parsed.Key) is not { } name)
            {
                result.Append(line).Append('\n');
                continue;
            }
            if (name.Length == 0)
                continue;
            if (parsed.Key == "lxc.network.type")
                network++;
            if (parsed.Key.StartsWith("lxc.network.", StringComparison.Ordinal))
                name = NetworkName(parsed.Key["lxc.network.".Length..], Math.Max(network, 0).ToString(CultureInfo.InvariantCulture));
            var value = parsed.Key == "lxc.rootfs" && parsed.Value.Length > 0 ? $"{backend}:{parsed.Value}" : parsed.Value;
            result.Append(LxcWriter.Line(name, value)).Append('\n');
        }
        return result.ToString();
    }

    // lxc.network.0.ipv4 and the unnumbered lxc.network.ipv4, which belongs to the last lxc.network.type.
    private static string NetworkName(string rest, string index)
    {
        var dot = rest.IndexOf('.');
        var first = dot < 0 ? rest : rest[..dot];
        if (first.Length > 0 && first.All(char.IsAsciiDigit))
        {
            if (dot < 0)
                return $"lxc.net.{first}";
            (index, rest) = (first, rest[(dot + 1)..]);
        }
        return rest is "ipv4" or "ipv6" ? $"lxc.net.{index}.{rest}.address" : $"lxc.net.{index}.{rest}";
    }

    private static string Backend(string text)
    {
        var backend = "dir";
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (LxcLine.Parse(text[range]) is { Kind: LxcLineKind.Setting, Key: "lxc.rootfs.backend", Value.Length: > 0 } found)
                backend = found.Value;
        }
        return backend;
    }
}
