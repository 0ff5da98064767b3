using System.Globalization;
using Orchestrator.Formats.Lxc;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>A spec that was not made from an LXC configuration, as one.</summary>
public static class LxcExport
{
    public static string Write(ContainerSpec spec) =>
        LxcWriter.Write(Items(spec).Select(pair => new LxcItem(pair.Key, pair.Value.ReplaceLineEndings(" "), "", 0)));

    private static IEnumerable<(string Key, string Value)> Items(ContainerSpec spec)
    {
        if (spec.RootfsPath is { } root)
            yield return ("lxc.rootfs.path", "dir:" + root);
        if (spec.ReadOnlyRootfs)
            yield return ("lxc.rootfs.options", "ro");
        if (spec.Hostname is { } hostname)
            yield return ("lxc.uts.name", hostname);
        yield return ("lxc.init.cmd", string.Join(' ', spec.Command.Select(Quoted)));
        yield return ("lxc.init.cwd", spec.WorkingDirectory);
        if (spec.User.Split(':') is [var uid, .. var rest])
        {
            yield return ("lxc.init.uid", uid);
            if (rest.Length > 0)
                yield return ("lxc.init.gid", rest[0]);
        }
        if (spec.Groups.Count > 0)
            yield return ("lxc.init.groups", string.Join(',', spec.Groups));
        foreach (var (name, value) in spec.Environment)
            yield return ("lxc.environment", $"{name}={value}");
        yield return ("lxc.signal.halt", spec.StopSignal.ToString(CultureInfo.InvariantCulture));
        if (spec.RebootSignal is { } reboot)
            yield return ("lxc.signal.reboot", reboot.ToString(CultureInfo.InvariantCulture));
        foreach (var item in Limits(spec).Concat(Security(spec)).Concat(Terminals(spec.Console)))
            yield return item;
        yield return ("lxc.mount.auto", "proc:mixed sys:ro cgroup:ro");
        foreach (var mount in spec.Mounts)
            yield return ("lxc.mount.entry", Entry(mount));
        foreach (var (name, value) in spec.Sysctls ?? new Dictionary<string, string>())
            yield return ("lxc.sysctl." + name, value);
        foreach (var (name, value) in spec.ProcFiles ?? new Dictionary<string, string>())
            yield return ("lxc.proc." + name, value);
        foreach (var item in LxcNetworkExport.Items(spec))
            yield return item;
    }

    private static IEnumerable<(string, string)> Terminals(ConsoleSpec? console)
    {
        if (console is null)
            yield break;
        if (!console.Terminal)
            yield return ("lxc.console.path", "none");
        else if (console.PeerPath is { } peer)
            yield return ("lxc.console.path", peer);
        if (console.Ttys > 0)
            yield return ("lxc.tty.max", Number((ulong)console.Ttys));
        if (console.TtyFolder is { } folder)
            yield return ("lxc.tty.dir", folder);
        if (console.RingBytes is { } ring)
            yield return ("lxc.console.buffer.size", Number((ulong)ring));
        if (console.LogPath is { } log)
            yield return ("lxc.console.logfile", log);
        if (console.LogBytes is { } bytes)
            yield return ("lxc.console.size", Number((ulong)bytes));
        if (console.LogRotate == true)
            yield return ("lxc.console.rotate", "1");
    }

    private static IEnumerable<(string, string)> Limits(ContainerSpec spec)
    {
        foreach (var item in LxcLimitExport.Items(spec.Resources, spec.Devices ?? []))
            yield return item;
        foreach (var limit in spec.Rlimits)
            yield return ("lxc.prlimit." + limit.Name, $"{Number(limit.Soft)}:{Number(limit.Hard)}");
    }

    private static IEnumerable<(string, string)> Security(ContainerSpec spec)
    {
        CapabilitySet.TryResolve(spec.Security.CapAdd, spec.Security.CapDrop, out var kept, out _);
        yield return ("lxc.cap.keep", kept.Count == 0 ? "none" : string.Join(' ', kept.Names().Select(name => name.ToLowerInvariant())));
        yield return ("lxc.no_new_privs", spec.Security.NoNewPrivileges ? "1" : "0");
        if (spec.Security.AppArmor is { } profile)
        {
            yield return ("lxc.apparmor.profile", profile.Profile ?? "generated");
            if (profile.AllowNesting == true)
                yield return ("lxc.apparmor.allow_nesting", "1");
            if (profile.AllowIncomplete == true)
                yield return ("lxc.apparmor.allow_incomplete", "1");
            foreach (var rule in profile.Raw ?? [])
                yield return ("lxc.apparmor.raw", rule);
        }
        if (spec.Security.Selinux is { User: { } user, Role: { } role, Type: { } type, Level: { } level })
            yield return ("lxc.selinux.context", $"{user}:{role}:{type}:{level}");
        if (spec.Security.Selinux?.KeyringLabel is { } keyring)
            yield return ("lxc.selinux.context.keyring", keyring);
        foreach (var map in spec.IdMaps ?? [])
            yield return ("lxc.idmap", $"{(map.Group ? 'g' : 'u')} {map.Inside} {map.Outside} {map.Count}");
        if (spec.Namespaces.User == UserNamespaceMode.Host)
            yield return ("lxc.namespace.keep", "user");
    }

    private static string Entry(MountSpec mount)
    {
        List<string> options = mount.Kind switch
        {
            MountKind.Tmpfs => ["nosuid", "nodev", .. mount.SizeBytes is { } size ? (string[])[$"size={size}"] : []],
            MountKind.Filesystem => [],
            MountKind.Inside => [mount.Recursive == false ? "bind" : "rbind", "relative"],
            _ => [mount.Recursive == false ? "bind" : "rbind", mount.ReadOnly ? "ro" : "rw"],
        };
        options.AddRange(Words(mount));
        // Where something else is mounted the engine sees itself which of the two it is.
        if (mount.Create != false)
            options.Add(mount.HasHostSource && !Directory.Exists(mount.Source) && mount.Kind != MountKind.Volume ? "create=file" : "create=dir");
        if (mount.Options is { } data)
            options.Add(data);
        var type = mount.Kind switch { MountKind.Tmpfs => "tmpfs", MountKind.Filesystem => mount.Type!, _ => "none" };
        return $"{Escaped(mount.Source ?? type)} {Escaped(mount.Target.TrimStart('/'))} {type} {string.Join(',', options)} 0 0";
    }

    private static IEnumerable<string> Words(MountSpec mount)
    {
        foreach (var (flag, word) in ((MountFlags, string)[])
            [
                (MountFlags.ReadOnly, "ro"), (MountFlags.NoSuid, "nosuid"), (MountFlags.NoDev, "nodev"), (MountFlags.NoExec, "noexec"),
                (MountFlags.NoAtime, "noatime"), (MountFlags.StrictAtime, "strictatime"), (MountFlags.NoDirAtime, "nodiratime"),
                (MountFlags.NoSymFollow, "nosymfollow"),
            ])
        {
            if (mount.Flags?.HasFlag(flag) == true)
                yield return word;
        }
        if (mount.Propagation is { } propagation)
            yield return propagation;
        if (mount.Optional == true)
            yield return "optional";
        if (mount.NoSymlinks == true)
            yield return "nosymlink";
        if (mount.Shallow == true)
            yield return "bind-recursive=writable";
        if (mount.Subpath is { } path)
            yield return "subpath=" + path;
        if (mount.IdMap is { } map)
            yield return (map.Recursive ? "ridmap" : "idmap") + (map.Ranges is { } ranges ? $"=uids={Ranges(ranges, false)};gids={Ranges(ranges, true)}" : "");
    }

    private static string Ranges(IReadOnlyList<MountIdRange> ranges, bool group) => string.Join('#', ranges
        .Where(range => range.Group == group).Select(range => $"{(range.Inside ? "@" : "")}{range.Disk}-{range.To}-{range.Count}"));

    private static string Escaped(string path) =>
        path.Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal).Replace("\t", "\\011", StringComparison.Ordinal);

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => !char.IsWhiteSpace(letter) && letter is not ('"' or '\'' or '\\'))
            ? word
            : "\"" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Number(ulong value) => value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);
}
