using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class NamespaceCheck
{
    private static readonly string[] Kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"];

    public static string? Check(ContainerSpec spec) => Check(spec.Namespaces) ?? (spec.Namespaces.IsJoined("mnt") ? CheckRoot(spec) : null);

    public static string? Check(NamespaceSpec namespaces)
    {
        foreach (var name in namespaces.Host ?? [])
        {
            if (name is not ("cgroup" or "ipc" or "uts" or "pid"))
                return $"The {name} namespace cannot be the host's in this way. Possible are cgroup, ipc, pid and uts.";
        }
        foreach (var (name, source) in namespaces.Join ?? new Dictionary<string, string>())
        {
            if (!Kinds.Contains(name))
                return $"There is no {name} namespace. There are {string.Join(", ", Kinds)}.";
            if (namespaces.Host?.Contains(name) == true)
                return $"The {name} namespace cannot be the host's and another's at once.";
            if (NamespaceSource.Container(source) is not null)
                continue;
            if (NamespaceSource.Name(source) is { } unknown)
                return $"There is no container {unknown} whose {name} namespace could be shared.";
            if (PathCheck.Check(source, "namespace path") is { } bad)
                return bad;
            if (!File.Exists(source))
                return $"There is no namespace at {source}: the process is gone, or the path is wrong.";
        }
        return CheckTogether(namespaces);
    }

    /// <summary>Nothing may be changed in a tree that is another's.</summary>
    private static string? CheckRoot(ContainerSpec spec)
    {
        var source = spec.Namespaces.Join!["mnt"];
        if (NamespaceSource.Container(source) is null && NamespaceSource.Process(source) is null)
            return $"Whose mount namespace {source} is cannot be told. Give a container's name or a pid.";
        return spec.Mounts.Count > 0 || spec.Devices is { Count: > 0 } || spec.Sysctls is { Count: > 0 } || spec.ReadOnlyRootfs
            || spec.Hooks?.Any(hook => hook.Kind is HookKind.PreMount or HookKind.Mounted or HookKind.HostCreated) == true
            ? "The mount namespace is another's: mounts, devices, kernel parameters, a read-only root and hooks before the payload would change it. Leave them out."
            : null;
    }

    private static string? CheckTogether(NamespaceSpec namespaces)
    {
        if (namespaces is { User: UserNamespaceMode.Host } && namespaces.IsJoined("user"))
            return "The user namespace cannot be the host's and another's at once.";
        if (namespaces.IsJoined("time") && (namespaces.ClockOffset ?? namespaces.BootOffset) is not null)
            return "A shared time namespace has the offsets that it has. Leave the clock's offset out.";
        if (namespaces.User == UserNamespaceMode.Host)
            return null;
        var users = namespaces.Join?.GetValueOrDefault("user");
        if (namespaces.Host?.Contains("pid") == true)
            return "The host's processes can be shared with the host's user namespace only: /proc is shown to who has power over its pid namespace. Add --userns host, or leave the pid namespace out.";
        foreach (var kind in (string[])["pid", "mnt"])
        {
            if (namespaces.Join?.GetValueOrDefault(kind) is { } source && (users is null || NamespaceSource.Holder(users) != NamespaceSource.Holder(source)))
                return $"A {kind} namespace can be shared only together with the user namespace of the same owner, who has the power over it. Share that too (--userns), or take the host's.";
        }
        return null;
    }
}
