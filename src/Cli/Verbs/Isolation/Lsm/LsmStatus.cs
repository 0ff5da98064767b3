using System.Globalization;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Lsm;

/// <summary>What the kernel says of its security modules (LSM), and how a process is labelled.</summary>
internal static class LsmStatus
{
    private static readonly string[] Compilers = ["/usr/sbin/apparmor_parser", "/sbin/apparmor_parser", "/usr/local/sbin/apparmor_parser"];

    public static IReadOnlyList<LsmView> Read(string process)
    {
        var active = (Text("/sys/kernel/security/lsm") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        // Without securityfs the modules are known by what they leave elsewhere.
        foreach (var (module, trace) in new[] { ("apparmor", "/sys/module/apparmor/parameters/enabled"), ("selinux", "/sys/fs/selinux/enforce"), ("yama", "/proc/sys/kernel/yama/ptrace_scope") })
        {
            if (!active.Contains(module) && Text(trace) is { } value && value != "N")
                active.Add(module);
        }
        if (!active.Contains("landlock") && Landlock.Version() is not null)
            active.Add("landlock");
        string[] known = ["apparmor", "selinux", "landlock", "yama", "lockdown"];
        return [.. known.Concat(active.Except(known)).Select(module => One(module, active.Contains(module), process))];
    }

    private static LsmView One(string module, bool isActive, string process)
    {
        if (!isActive)
            return new LsmView(module, "absent", "not in this kernel's list of modules", null);
        return module switch
        {
            "apparmor" => new LsmView(
                module, "active", Profiles(), Text($"{process}/attr/apparmor/current") ?? Text($"{process}/attr/current")),
            "selinux" => new LsmView(
                module, Text("/sys/fs/selinux/enforce") switch { "1" => "enforcing", "0" => "permissive", _ => "active" },
                $"policy version {Text("/sys/fs/selinux/policyvers") ?? "unknown"}, MLS {(Text("/sys/fs/selinux/mls") == "1" ? "on" : "off")}",
                Text($"{process}/attr/current")),
            "landlock" => new LsmView(
                module, "active", Landlock.Version() is { } version ? $"ABI {version.ToString(CultureInfo.InvariantCulture)}" : "switched off at boot", null),
            "yama" => new LsmView(module, "active", Text("/proc/sys/kernel/yama/ptrace_scope") switch
            {
                "0" => "ptrace_scope 0: processes of one user may trace each other",
                "1" => "ptrace_scope 1: only descendants may be traced",
                "2" => "ptrace_scope 2: only with CAP_SYS_PTRACE",
                "3" => "ptrace_scope 3: nobody",
                _ => "ptrace_scope unknown",
            }, null),
            "lockdown" => new LsmView(module, "active", Text("/sys/kernel/security/lockdown") ?? "unknown", null),
            _ => new LsmView(module, "active", "", null),
        };
    }

    private static string Profiles()
    {
        if (Text("/sys/kernel/security/apparmor/profiles") is not { } profiles)
            return "the loaded profiles are visible to root only, where securityfs is mounted";
        var lines = profiles.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var loaded = $"{lines.Length} profiles loaded, {lines.Count(line => line.EndsWith("(enforce)", StringComparison.Ordinal))} enforcing";
        return Compilers.Any(File.Exists) ? loaded : loaded + "; apparmor_parser is missing (package apparmor), so no container can have a profile";
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\0', '\n');
        }
        // EINVAL where nobody labels processes.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
