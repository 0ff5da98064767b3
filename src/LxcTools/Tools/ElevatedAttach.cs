using System.Globalization;
using Orchestrator.Kernel;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

/// <summary>
/// lxc-attach -e and -s: a command in namespaces of the container with the caller's privileges. A process of several threads
/// cannot enter a mount or user namespace (setns(2)), so nsenter(1) of util-linux does it.
/// </summary>
internal static class ElevatedAttach
{
    private const string Program = "/usr/bin/nsenter", Unshare = "/usr/bin/unshare", Setarch = "/usr/bin/setarch";

    private static readonly (string Name, string Other, string Option)[] Known =
    [
        ("MOUNT", "mnt", "--mount"), ("PID", "pid", "--pid"), ("UTSNAME", "uts", "--uts"), ("IPC", "ipc", "--ipc"), ("USER", "user", "--user"),
        ("NETWORK", "net", "--net"), ("CGROUP", "cgroup", "--cgroup"),
    ];

    /// <summary>Comes back only with the exit code of a failure.</summary>
    public static int Replace(ToolCall call, LxcContainer container, LxcAttachOptions options, string? spaces, bool remount, IReadOnlyList<string> command)
    {
        if (!File.Exists(Program))
            return call.Fail($"{Program} is missing, which enters namespaces here: apt-get install util-linux");
        var pid = container.InitPid.ToString(CultureInfo.InvariantCulture);
        var wanted = spaces is null
            ? [.. Known.Where(space => Differs(pid, space.Other)).Select(space => space.Option)]
            : spaces.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Option).ToArray();
        List<string> words = ["--target", pid, .. wanted];
        if (wanted.Contains("--user") || options.Uid is not null || options.Gid is not null)
            words.AddRange(["--setuid", $"{options.Uid ?? 0}", "--setgid", $"{options.Gid ?? 0}"]);
        if (wanted.Contains("--mount"))
            words.AddRange(["--root", "--wd"]);
        words.Add("--");
        // The host's own tree stays, seen with the namespaces that were entered.
        if (remount && !wanted.Contains("--mount"))
            words.AddRange([Unshare, "--mount", "--propagation", "slave", "/bin/sh", "-c", "mount -t proc proc /proc && mount -t sysfs sysfs /sys; exec \"$@\"", "sh"]);
        var environment = container.AttachRequest(options, command).Env;
        words.AddRange(["/usr/bin/env", "-i", .. environment.Select(pair => $"{pair.Key}={pair.Value}"), .. command]);
        call.Data.Flush();
        return options.Personality is not { } persona ? call.Fail(Execution.Replace(Program, words).Message)
            // Inherited by all that is executed after it.
            : call.Fail(Execution.Replace(Setarch, [persona == 0 ? "linux64" : "linux32", Program, .. words]).Message);
    }

    private static string Option(string name)
    {
        var found = Known.FirstOrDefault(space => space.Name == name || space.Other == name.ToLowerInvariant());
        return found.Option ?? throw new UsageException($"'{name}' is no namespace; known are {string.Join(", ", Known.Select(space => space.Name))}");
    }

    private static bool Differs(string pid, string space)
    {
        using var theirs = NamespaceHandle.TryOpen($"/proc/{pid}/ns/{space}", out _);
        using var own = NamespaceHandle.TryOpen($"/proc/self/ns/{space}", out _);
        return theirs is not null && theirs.Inode != own?.Inode;
    }
}
