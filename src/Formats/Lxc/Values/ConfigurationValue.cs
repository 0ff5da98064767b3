using System.Globalization;
using System.Net;
using System.Numerics;
using Orchestrator.Formats.Lxc.Keys;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>A key's value in the form in which liblxc gives it back, which is not always that in which it was set.</summary>
public static class ConfigurationValue
{
    private const int Page = 4096;

    private static readonly string[] Namespaces = ["user", "mnt", "pid", "uts", "ipc", "net", "cgroup", "time"];

    /// <summary>Null for a key that has none: a group, an include, a property of an interface that is not there.</summary>
    public static string? Of(LxcSettings settings, LxcKey known, string key)
    {
        if (key.StartsWith("lxc.net", StringComparison.Ordinal))
            return OfNetwork(settings, known, key);
        if (key is "lxc.hook" or "lxc.include")
            return null;
        if (known.Group)
            return Lines(settings.Below(key + ".").Where(item => LxcKeys.Find(item.Key)?.Name == key + ".*").Select(item => $"{item.Key} = {item.Value}"));
        var values = settings.All(key).Select(item => item.Value);
        return key switch
        {
            "lxc.idmap" => string.Join('\n', values),
            "lxc.init.groups" => string.Join(',', values),
            "lxc.mount.auto" => string.Join(' ', values),
            "lxc.cap.drop" or "lxc.cap.keep" or "lxc.group" => Lines(values.SelectMany(Words)),
            "lxc.namespace.clone" or "lxc.namespace.keep" => OfNamespaces(values.SelectMany(LxcNamespaces.Words)),
            "lxc.environment" or "lxc.environment.runtime" or "lxc.environment.hooks" => Lines(values.Select(Inherited)),
            _ when known.List || known.Name is "lxc.cgroup.*" or "lxc.cgroup2.*" => Lines(values),
            _ => Single(key, settings.Value(key)),
        };
    }

    private static string Single(string key, string? value) => key switch
    {
        "lxc.signal.halt" or "lxc.signal.reboot" or "lxc.signal.stop" => Signal(value, "0"),
        "lxc.monitor.signal.pdeath" => Signal(value, "9"),
        "lxc.autodev" or "lxc.rootfs.managed" => value ?? "1",
        "lxc.arch" => value is null ? "" : value is "amd64" or "linux64" ? "x86_64" : value is "linux32" or "x86" or "i386" ? "i686" : value,
        "lxc.rootfs.path" => value is { } path && path.StartsWith("dir:", StringComparison.Ordinal) ? path[4..] : value ?? "",
        "lxc.rootfs.mount" => value ?? "/usr/lib/x86_64-linux-gnu/lxc/rootfs",
        "lxc.seccomp.notify.proxy" => value is { } proxy && proxy.StartsWith("unix:", StringComparison.Ordinal) ? proxy[5..] : value ?? "",
        "lxc.log.level" => value is null ? "NOTSET" : LxcLogLevels.Name(value),
        "lxc.console.size" or "lxc.console.buffer.size" => PowerOfTwo(value),
        "lxc.autodev.tmpfs.size" => value is not null && LxcSize.TryParse(value, out var bytes) ? Number(bytes) : "0",
        "lxc.time.offset.boot" or "lxc.time.offset.monotonic" => Offset(value),
        _ when IsNumber(key) => value ?? "0",
        _ => value ?? "",
    };

    private static bool IsNumber(string key) => key is "lxc.ephemeral" or "lxc.start.auto" or "lxc.start.delay" or "lxc.start.order"
        or "lxc.monitor.unshare" or "lxc.init.uid" or "lxc.init.gid" or "lxc.no_new_privs" or "lxc.keyring.session" or "lxc.sched.core"
        or "lxc.tty.max" or "lxc.pty.max" or "lxc.console.rotate" or "lxc.hook.version" or "lxc.cgroup.relative"
        or "lxc.seccomp.allow_nesting" or "lxc.apparmor.allow_incomplete" or "lxc.apparmor.allow_nesting";

    private static string? OfNetwork(LxcSettings settings, LxcKey known, string key)
    {
        if (key == "lxc.net")
            return Lines(settings.Items.Where(item => LxcKeys.Find(item.Key)?.Name == "lxc.net.N.type").Select(item => item.Value));
        if (known.Group)
            return null;
        var device = key[..key.IndexOf('.', "lxc.net.".Length)];
        if (!settings.Below(device + ".").Any())
            return null;
        var type = settings.Value(device + ".type");
        var own = key[(device.Length + 1)..].Split('.')[0];
        if (own is "veth" or "vlan" or "macvlan" or "ipvlan" && own != type)
            return null;
        var values = settings.All(key).Select(item => item.Value);
        return known.List
            ? string.Join('\n', key.EndsWith(".ipv4.address", StringComparison.Ordinal) ? values.Select(WithLength) : values)
            : settings.Value(key) is "none" && key.EndsWith(".veth.vlan.id", StringComparison.Ordinal) ? "-1" : settings.Value(key) ?? "";
    }

    private static string OfNamespaces(IEnumerable<string> words)
    {
        var set = words.ToHashSet(StringComparer.Ordinal);
        return Lines(Namespaces.Where(set.Contains));
    }

    // inet_pton's class A, B and C, as liblxc counts where no length is given.
    private static string WithLength(string value)
    {
        var address = Words(value).First();
        if (address.Contains('/') || !IPAddress.TryParse(address, out var parsed))
            return address;
        var first = parsed.GetAddressBytes()[0];
        return $"{address}/{(first < 128 ? 8 : first < 192 ? 16 : 24)}";
    }

    private static string Inherited(string variable) =>
        variable.Contains('=') ? variable : $"{variable}={Environment.GetEnvironmentVariable(variable)}";

    private static string Signal(string? value, string unset) =>
        value is not null && LxcSignal.TryParse(value, out var signal) ? Number(signal) : value ?? unset;

    private static string PowerOfTwo(string? value) => value switch
    {
        null => "0",
        "auto" => "131072",
        _ => LxcSize.TryParse(value, out var bytes) ? Number((long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, Page))) : value,
    };

    private static string Offset(string? value)
    {
        if (value is null || !LxcDuration.TryParse(value, out var offset))
            return "0ns";
        return offset.Ticks % TimeSpan.TicksPerSecond == 0
            ? $"{Number((long)offset.TotalSeconds)}s"
            : $"{Number((long)(offset.TotalMilliseconds * 1_000_000))}ns";
    }

    private static string[] Words(string value) => value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Lines(IEnumerable<string> values) => string.Concat(values.Select(value => value + "\n"));
}
