using Orchestrator.Formats.Lxc;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.hook.*: each a command for sh, with LXC's arguments and environment.</summary>
internal static class LxcHooks
{
    private const string Prefix = "lxc.hook.";

    public static void Apply(LxcBuilder builder)
    {
        var hooks = new List<HookSpec>();
        var version = builder.Settings.Value("lxc.hook.version") ?? "0";
        var own = LxcProcess.Environment(
            builder, new Dictionary<string, string>(), ["lxc.environment", "lxc.environment.hooks"], container: false);
        foreach (var item in builder.Settings.Below(Prefix))
        {
            var type = item.Key[Prefix.Length..];
            if (Kind(type) is { } kind)
                hooks.Add(Hook(builder, item, type, kind, version, own));
        }
        if (hooks.Count > 0)
            builder.Spec = builder.Spec with { Hooks = hooks };
    }

    private static HookKind? Kind(string type) => type switch
    {
        "pre-start" => HookKind.HostPreStart,
        "pre-mount" => HookKind.PreMount,
        "mount" or "autodev" => HookKind.Mounted,
        "start-host" => HookKind.HostSetUp,
        "start" => HookKind.Start,
        "stop" => HookKind.HostStop,
        "post-stop" => HookKind.HostPostStop,
        "destroy" => HookKind.HostDestroy,
        "clone" => HookKind.HostClone,
        _ => null,
    };

    private static readonly string[] Kinds = ["user", "mnt", "pid", "uts", "ipc", "net", "cgroup", "time"];

    /// <summary>Of a living init the paths are plain; those of an ended one are held by the daemon, which says them.</summary>
    private static readonly string Exports =
        string.Concat(Kinds.Select(kind => $"export LXC_{kind.ToUpperInvariant()}_NS=/proc/$LXC_PID/ns/{kind}; "));

    private static string Namespaces(HookKind kind) => kind switch
    {
        HookKind.HostSetUp => string.Concat(Kinds.Select(name => $" {name}:/proc/$LXC_PID/ns/{name}")),
        HookKind.HostStop => $" ${HookSpec.NamespacesVariable}",
        _ => "",
    };

    private static HookSpec Hook(
        LxcBuilder builder, LxcItem item, string type, HookKind kind, string version, Dictionary<string, string> own)
    {
        var environment = new Dictionary<string, string>(own, StringComparer.Ordinal)
        {
            ["LXC_NAME"] = builder.Context.Name,
            ["LXC_CONFIG_FILE"] = builder.Settings.Items[0].File,
            ["LXC_ROOTFS_PATH"] = builder.Settings.Value("lxc.rootfs.path") ?? "",
            ["LXC_ROOTFS_MOUNT"] = kind is HookKind.PreMount or HookKind.Mounted ? $"/proc/self/fd/{PlanFormat.HookRootDescriptor}" : kind == HookKind.Start ? "/" : "",
            ["LXC_HOOK_VERSION"] = version,
            ["LXC_CGNS_AWARE"] = "1",
            ["LXC_LOG_LEVEL"] = builder.Settings.Value("lxc.log.level") ?? "ERROR",
        };
        environment.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        if (kind is HookKind.HostStop or HookKind.HostPostStop)
            environment["LXC_TARGET"] = "stop";
        var command = item.Value;
        if (version == "1")
        {
            environment["LXC_HOOK_TYPE"] = type;
            environment["LXC_HOOK_SECTION"] = "lxc";
            if (kind == HookKind.HostSetUp)
                command = $"{Exports}{command}";
        }
        else
        {
            // The name holds nothing that a shell could read otherwise (NameRules); a copy's is not known yet.
            command = $"{command} {(kind == HookKind.HostClone ? "$LXC_NAME" : builder.Context.Name)} lxc {type}{Namespaces(kind)}";
        }
        return new HookSpec(kind, "/bin/sh", ["sh", "-c", command], environment);
    }
}
