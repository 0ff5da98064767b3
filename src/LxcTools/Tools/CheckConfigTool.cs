using Orchestrator.Kernel;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

/// <summary>The kernel's options in the words and order of lxc-checkconfig; <c>orch checkconfig</c> looks at what runs.</summary>
internal sealed class CheckConfigTool : Tool
{
    private static readonly (string Words, string Symbol, bool Needed)[] Namespaces =
    [
        ("Namespaces", "NAMESPACES", true), ("Utsname namespace", "UTS_NS", false), ("Ipc namespace", "IPC_NS", true),
        ("Pid namespace", "PID_NS", true), ("User namespace", "USER_NS", false), ("Network namespace", "NET_NS", false),
    ];

    private static readonly (string Words, string Symbol, bool Needed)[] Controllers =
    [
        ("Cgroup device", "CGROUP_DEVICE", false), ("Cgroup sched", "CGROUP_SCHED", false), ("Cgroup cpu account", "CGROUP_CPUACCT", false),
        ("Cgroup memory controller", "MEMCG", false), ("Cgroup cpuset", "CPUSETS", false),
    ];

    private static readonly (string Words, string Symbol, string Module)[] Misc =
    [
        ("Veth pair device", "VETH", "veth"), ("Macvlan", "MACVLAN", "macvlan"), ("Vlan", "VLAN_8021Q", "8021q"), ("Bridges", "BRIDGE", "bridge"),
        ("Advanced netfilter", "NETFILTER_ADVANCED", "nf_tables"), ("CONFIG_IP_NF_TARGET_MASQUERADE", "IP_NF_TARGET_MASQUERADE", "nf_nat_masquerade_ipv4"),
        ("CONFIG_IP6_NF_TARGET_MASQUERADE", "IP6_NF_TARGET_MASQUERADE", "nf_nat_masquerade_ipv6"),
        ("CONFIG_NETFILTER_XT_TARGET_CHECKSUM", "NETFILTER_XT_TARGET_CHECKSUM", "xt_CHECKSUM"),
        ("CONFIG_NETFILTER_XT_MATCH_COMMENT", "NETFILTER_XT_MATCH_COMMENT", "xt_comment"), ("FUSE (for use with lxcfs)", "FUSE_FS", "fuse"),
    ];

    private static readonly (string Words, string Symbol, bool Needed)[] Checkpoints =
    [
        ("checkpoint restore", "CHECKPOINT_RESTORE", false), ("CONFIG_FHANDLE", "FHANDLE", false), ("CONFIG_EVENTFD", "EVENTFD", false), ("CONFIG_EPOLL", "EPOLL", false),
        ("CONFIG_UNIX_DIAG", "UNIX_DIAG", false), ("CONFIG_INET_DIAG", "INET_DIAG", false), ("CONFIG_PACKET_DIAG", "PACKET_DIAG", false), ("CONFIG_NETLINK_DIAG", "NETLINK_DIAG", false),
    ];

    public override string Name => "checkconfig";

    public override string Summary => "lxc-checkconfig checks the kernel's configuration, or that in the file that CONFIG names";

    public override string Usage => "";

    public override bool NeedsName => false;

    public override int Run(ToolCall call)
    {
        var asked = Environment.GetEnvironmentVariable("CONFIG") is { Length: > 0 } file ? file : null;
        if (KernelConfig.Read(asked, out var problem) is not { IsKnown: true } config)
            return call.Fail($"unable to retrieve kernel configuration: {problem ?? "none in /proc/config.gz and /boot"}; CONFIG=FILE names another");
        call.Data.WriteLine($"LXC version {CommonOptions.LxcVersion}\n\n--- Namespaces ---");
        Write(call, config, Namespaces);
        call.Data.WriteLine("\n--- Control groups ---");
        Line(call, "Cgroups", Word(config, "CGROUPS", needed: false));
        Line(call, "Cgroup namespace", File.Exists("/proc/self/ns/cgroup") ? "enabled" : "missing");
        WriteMounts(call);
        Write(call, config, Controllers);
        call.Data.WriteLine("\n--- Misc ---");
        foreach (var (words, symbol, module) in Misc)
            Line(call, words, Word(config, symbol, needed: false) + Loaded(config, symbol, module));
        call.Data.WriteLine("\n--- Checkpoint/Restore ---");
        Write(call, config, Checkpoints);
        // Since 2.6.33 it cannot be left out (capabilities(7)).
        Line(call, "File capabilities", "enabled");
        call.Data.WriteLine("\nNote : Before booting a new kernel, you can check its configuration\nusage : CONFIG=/path/to/config lxc-checkconfig\n");
        return 0;
    }

    private static void WriteMounts(ToolCall call)
    {
        var mounts = MountInfo.Parse(File.ReadAllText("/proc/self/mountinfo"));
        foreach (var (version, type) in ((string, string)[])[("v1", "cgroup"), ("v2", "cgroup2")])
        {
            call.Data.WriteLine($"Cgroup {version} mount points: ");
            foreach (var mount in mounts.Where(mount => mount.FileSystem == type))
                call.Data.WriteLine($" - {mount.MountPoint}");
        }
        if (mounts.FirstOrDefault(mount => mount.FileSystem == "cgroup") is { } first && File.Exists(Path.Combine(first.MountPoint, "cgroup.clone_children")))
            Line(call, "Cgroup v1 clone_children flag", "enabled");
    }

    private static void Write(ToolCall call, KernelConfig config, (string Words, string Symbol, bool Needed)[] lines)
    {
        foreach (var (words, symbol, needed) in lines)
            Line(call, words, Word(config, symbol, needed));
    }

    private static void Line(ToolCall call, string words, string word) => call.Data.WriteLine($"{words}: {word}");

    private static string Word(KernelConfig config, string symbol, bool needed) =>
        config.Value(symbol) is "y" or "m" ? "enabled" : needed ? "required" : "missing";

    private static string Loaded(KernelConfig config, string symbol, string module) =>
        config.Value(symbol) != "m" ? "" : config.Modules.Contains(module) ? ", loaded" : ", not loaded";
}
