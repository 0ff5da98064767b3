using System.Text;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm.AppArmor;

/// <summary>
/// The profile generated for one container, as text (apparmor.d(5)). It denies what a root inside could do to the kernel
/// through /proc, /sys and mounts if all else failed; files of the container's own are its own business.
/// </summary>
internal static class AppArmorProfile
{
    /// <summary>Parameters of the container's own namespaces; all others belong to the host.</summary>
    private static readonly string[] OwnParameters =
        ["fs/mqueue/", "kernel/domainname", "kernel/hostname", "kernel/msg", "kernel/sem", "kernel/shm", "net/"];

    private static readonly string[] OwnSysfs = ["fs/cgroup", "devices/virtual/net", "class/net"];

    private static readonly string[] Safe =
    [
        "tmpfs", "ramfs", "mqueue", "proc", "sysfs", "devpts", "cgroup", "cgroup2", "overlay", "fuse", "fuse.*", "hugetlbfs",
    ];

    /// <param name="name">Letters, digits, dots and dashes; nothing else of it is checked by the parser.</param>
    /// <param name="mayMount">The container has CAP_SYS_ADMIN in a user namespace of its own.</param>
    /// <param name="abi">The rule that says which kernel features the text was written for, or nothing.</param>
    public static string Generate(string name, AppArmorSpec spec, bool mayMount, string abi)
    {
        var nesting = spec.AllowNesting == true;
        var text = new StringBuilder();
        text.Append(abi).Append("profile \"").Append(name).Append("\" flags=(attach_disconnected,mediate_deleted) {\n");
        // What seccomp, capabilities, namespaces and devices decide is not decided again.
        foreach (var rule in (ReadOnlySpan<string>)["network", "capability", "file", "umount"])
            Rule(text, rule);
        // The engine's signals reach it, also from a profile of the engine's own; its own processes are its own.
        Rule(text, "signal (receive)");
        Rule(text, $"signal (send,receive) peer=\"{name}\"");
        Rule(text, $"ptrace (trace,read,tracedby,readby) peer=\"{name}\"");
        Rule(text, "ptrace (readby)");
        if (nesting || mayMount)
            Mounts(text, nesting);
        else
            Rule(text, "deny mount");
        if (nesting)
        {
            Rule(text, "change_profile");
            Rule(text, "signal");
            Rule(text, "ptrace");
            Rule(text, "pivot_root");
        }
        foreach (var path in (ReadOnlySpan<string>)["sysrq-trigger", "kcore", "kmem", "mem", "acpi/**", "timer_stats"])
            Rule(text, $"deny /proc/{path} rwklx");
        DenyOthers(text, "/proc/sys/", OwnParameters);
        Rule(text, "deny /proc/{bus,fs,irq,scsi}/** wklx");
        foreach (var path in (ReadOnlySpan<string>)["firmware", "kernel/debug", "kernel/tracing", "devices/virtual/powercap"])
            Rule(text, $"deny /sys/{path}/** rwklx");
        if (!nesting)
            Rule(text, "deny /sys/kernel/security/** rwklx");
        DenyOthers(text, "/sys/", OwnSysfs);
        // The helpers that the host's kernel starts with full rights (CVE-2022-0492).
        Rule(text, "deny /**/release_agent wklx");
        Rule(text, "deny /**/notify_on_release wklx");
        foreach (var raw in spec.Raw ?? [])
            text.Append("  ").Append(raw).Append(raw.TrimEnd().EndsWith(',') || raw.TrimEnd().EndsWith('}') ? "\n" : ",\n");
        return text.Append("}\n").ToString();
    }

    private static void Mounts(StringBuilder text, bool nesting)
    {
        if (nesting)
        {
            Rule(text, "mount");
            return;
        }
        foreach (var type in Safe)
            Rule(text, $"mount fstype={type}");
        foreach (var options in (ReadOnlySpan<string>)
            [
                "(rw,bind)", "(ro,bind)", "(rw,rbind)", "(ro,rbind)", "(rw,move)", "(rw,private)", "(rw,rprivate)", "(rw,slave)",
                "(rw,rslave)", "(rw,shared)", "(rw,rshared)", "(rw,unbindable)", "(rw,runbindable)",
            ])
        {
            Rule(text, $"mount options={options}");
        }
        Rule(text, "remount");
        Rule(text, "pivot_root");
    }

    /// <summary>
    /// No word of AppArmor says "everything but": a rule per step on the way to what is allowed forbids every other letter
    /// (as LXC's lxc-generate-aa-rules does).
    /// </summary>
    private static void DenyOthers(StringBuilder text, string below, IReadOnlyList<string> allowed)
    {
        var steps = new SortedDictionary<string, SortedSet<char>>(StringComparer.Ordinal);
        foreach (var path in allowed)
        {
            for (var length = 0; length < path.Length; length++)
            {
                if (!steps.TryGetValue(path[..length], out var letters))
                    steps.Add(path[..length], letters = []);
                letters.Add(path[length]);
            }
        }
        foreach (var (start, letters) in steps)
        {
            if (allowed.Any(path => path.Length <= start.Length && start.StartsWith(path, StringComparison.Ordinal)))
                continue;
            Rule(text, $"deny {below}{start}[^{string.Concat(letters)}]*{{,/**}} wklx");
        }
    }

    private static void Rule(StringBuilder text, string rule) => text.Append("  ").Append(rule).Append(",\n");
}
