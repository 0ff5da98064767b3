using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;
using Orchestrator.Lxc.Configuration;

namespace Orchestrator.Liblxc.Functions;

/// <summary>What is asked for without a container.</summary>
internal static unsafe class FreeFunctions
{
    private static readonly string[] Extensions =
    [
        "lxc_log", "lxc_config_item_is_supported", "console_log", "reboot2", "mount_injection", "cgroup_relative", "mount_injection_file",
        "seccomp_allow_nesting", "seccomp_notify", "network_veth_routes", "network_ipvlan", "network_l2proxy", "network_gateway_device_route",
        "network_phys_macvlan_mtu", "network_veth_router", "cgroup2_devices", "cgroup2", "pidfd", "cgroup_advanced_isolation",
        "network_bridge_vlan", "time_namespace", "seccomp_allow_deny_syntax", "devpts_fd", "seccomp_notify_fd_active",
        "seccomp_proxy_send_notify_fd", "idmapped_mounts", "idmapped_mounts_v2", "core_scheduling", "cgroup2_auto_mounting",
        "environment_runtime_hooks",
    ];

    /// <summary>In the order of LXC's numbers for them.</summary>
    private static readonly string[] States = ["STOPPED", "STARTING", "RUNNING", "STOPPING", "ABORTING", "FREEZING", "FROZEN", "THAWED"];

    /// <summary>Whose interface this is.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_get_version")]
    public static byte* Version() => Text.Constant("7.0.0");

    /// <summary>How many states there are; the array may be null.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_get_wait_states")]
    public static int WaitStates(byte** states)
    {
        if (states is not null)
        {
            for (var i = 0; i < States.Length; i++)
                states[i] = Text.Constant(States[i]);
        }
        return States.Length;
    }

    /// <summary>As liblxc a text that stays, which the caller does not free.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_get_global_config_item")]
    public static byte* GlobalItem(byte* key) => Text.Of(key) is { } name
        ? Text.Constant(Border.Call(null, () => LxcGlobalConfiguration.Read().Get(name)))
        : null;

    [UnmanagedCallersOnly(EntryPoint = "lxc_config_item_is_supported")]
    public static byte IsSupported(byte* key) => Text.Of(key) is { } name && LxcConfigKeys.IsSupported(name) ? (byte)1 : (byte)0;

    [UnmanagedCallersOnly(EntryPoint = "lxc_has_api_extension")]
    public static byte HasExtension(byte* name) =>
        Text.Of(name) is { } extension && Extensions.Contains(extension, StringComparer.Ordinal) ? (byte)1 : (byte)0;

    /// <summary>See <see cref="LibraryLog"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_log_init")]
    public static int LogInit(lxc_log* log)
    {
        if (log is null)
            return -1;
        var (name, path, file, level, prefix, quiet) =
            (Text.Of(log->name), Text.Of(log->lxcpath), Text.Of(log->file), Text.Of(log->level), Text.Of(log->prefix), log->quiet != 0);
        return Border.Call(-1, () => LibraryLog.Open(name, path, file, level, prefix, quiet));
    }

    [UnmanagedCallersOnly(EntryPoint = "lxc_log_close")]
    public static void LogClose() => Border.Call(0, static () =>
    {
        LibraryLog.Close();
        return 0;
    });
}
