using System.Text;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;
using SecretEnvironment = Orchestrator.Isolation.Launching.SecretEnvironment;

namespace Orchestrator.Isolation.Checks;

/// <summary>
/// Everything about a spec that can be judged without starting it. A problem is one sentence for the user: what is
/// wrong, why, and what to write instead.
/// </summary>
internal sealed class SpecCheck(
    IReadOnlyList<string> controllers, HostCapacity host, ProcessLimits own, SeccompPrograms seccomp)
{
    /// <summary>MAX_ARG_STRLEN (execve(2)).</summary>
    private const int MostArgumentBytes = 131_071;

    /// <summary>A quarter of the default stack limit of 8 MiB is what argv and envp get together, pointers included.</summary>
    private const int MostBytesTogether = 2_000_000;

    /// <summary>__NEW_UTS_LEN.</summary>
    private const int MostHostnameBytes = 64;

    /// <summary>NGROUPS_MAX is 65536; nobody needs more than a few.</summary>
    private const int MostGroups = 1024;

    public string? Check(string name, ContainerSpec spec) =>
        NameRules.Check(name)
        ?? CheckComplete(spec)
        ?? CheckRoot(spec)
        ?? CheckProgram(spec)
        ?? CheckHostname(spec.Hostname)
        ?? PathCheck.Check(spec.WorkingDirectory, "working directory")
        ?? RootCheck.Check(spec)
        ?? MountCheck.Check(spec)
        ?? IdMapCheck.Check(spec)
        ?? NamespaceCheck.Check(spec)
        ?? NameSpecCheck.Check(spec)
        ?? NetworkCheck.Check(spec)
        ?? SysctlCheck.Check(spec)
        ?? ProcFileCheck.Check(spec)
        ?? HookCheck.Check(spec)
        ?? ResourceCheck.Check(spec.Resources, controllers, host)
        ?? CgroupFileCheck.Check(spec.CgroupFiles ?? [])
        ?? DeviceCheck.Check(spec)
        ?? ConsoleCheck.Check(spec)
        ?? HealthCheck.Check(spec.Health)
        ?? CheckRlimits(spec.Rlimits)
        ?? CheckSecurity(spec.Security)
        ?? CheckNumbers(spec);

    /// <summary>JSON can say null where the type says it cannot.</summary>
    private static string? CheckComplete(ContainerSpec spec)
    {
        foreach (var (value, name) in (ReadOnlySpan<(object?, string)>)
            [
                (spec.Command, "command"), (spec.Environment, "environment"), (spec.WorkingDirectory, "workingDirectory"),
                (spec.User, "user"), (spec.Groups, "groups"), (spec.Mounts, "mounts"), (spec.Resources, "resources"),
                (spec.Rlimits, "rlimits"), (spec.Security, "security"), (spec.Namespaces, "namespaces"),
                (spec.Restart, "restart"), (spec.Labels, "labels"), (spec.Security?.CapAdd, "capAdd"),
                (spec.Security?.CapDrop, "capDrop"), (spec.Security?.SeccompProfile, "seccompProfile"),
            ])
        {
            if (value is null)
                return $"'{name}' is null. Leave it out to get its default.";
        }
        return null;
    }

    private static string? CheckRoot(ContainerSpec spec)
    {
        if (spec.Image is not null && spec.RootfsPath is not null)
            return "Both an image and a rootfs path are given. Give one of them.";
        if (spec.RootfsPath is not { } path)
            return spec.Image is null ? "No image is given. Name one, e.g. busybox (orch image ls shows what there is)." : null;
        if (PathCheck.Check(path, "rootfs path") is { } bad)
            return bad;
        if (spec.Root?.Image == true)
            return File.Exists(path) ? null : $"The root {path} is no file. Give the file that holds the file system.";
        return Directory.Exists(path) ? null : $"The rootfs path {path} is not a directory.";
    }

    private static string? CheckProgram(ContainerSpec spec)
    {
        if (spec.Command.Count == 0 || string.IsNullOrEmpty(spec.Command[0]))
            return "No command is given. Say what to run, e.g. sh.";
        long together = 0;
        foreach (var argument in spec.Command)
        {
            if (CheckText(argument, "argument", ref together) is { } bad)
                return bad;
        }
        foreach (var (key, value) in spec.Environment)
        {
            if (key.Length == 0 || key.Contains('='))
                return $"'{key}' is no name for an environment variable: it is empty or holds an equals sign.";
            if (CheckText($"{key}={value}", $"environment variable {key}", ref together) is { } bad)
                return bad;
        }
        foreach (var (key, path) in spec.SecretEnvironment ?? new Dictionary<string, string>())
        {
            if (key.Length == 0 || key.Contains('=') || key.Contains('\0'))
                return $"'{key}' is no name for an environment variable: it is empty, or holds an equals sign or a NUL character.";
            if (PathCheck.Check(path ?? "", $"file of the secret variable {key}") is { } bad)
                return bad;
        }
        if (SecretEnvironment.Of(spec, out var unreadable) is null)
            return unreadable;
        return together > MostBytesTogether
            ? $"Command and environment have {together} bytes together; the kernel takes {MostBytesTogether}. Put the data into a file and mount it."
            : null;
    }

    private static string? CheckText(string? text, string what, ref long together)
    {
        if (text is null)
            return $"An {what} is null.";
        if (text.Contains('\0'))
            return $"The {what} holds a NUL character, which ends a text for the kernel.";
        var bytes = Encoding.UTF8.GetByteCount(text);
        together += bytes + 1 + sizeof(long);
        return bytes > MostArgumentBytes
            ? $"The {what} has {bytes} bytes; the kernel takes {MostArgumentBytes}. Put the data into a file and mount it."
            : null;
    }

    private static string? CheckHostname(string? hostname)
    {
        if (hostname is null)
            return null;
        if (hostname.Length == 0 || Encoding.UTF8.GetByteCount(hostname) > MostHostnameBytes)
            return $"The hostname must have 1 to {MostHostnameBytes} bytes.";
        foreach (var letter in hostname)
        {
            if (!(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
                return "The hostname may hold letters, digits, '-', '.' and '_' only.";
        }
        return null;
    }

    private string? CheckRlimits(IReadOnlyList<RlimitSpec> rlimits)
    {
        foreach (var limit in rlimits)
        {
            if (limit?.Name is null || !RlimitNames.TryParse(limit.Name, out _))
                return $"'{limit?.Name}' is no resource limit. Known: {string.Join(", ", RlimitNames.All)}.";
            if (limit.Soft > limit.Hard)
                return $"The limit {limit.Name} has a soft value above its hard one ({limit.Soft} > {limit.Hard}).";
            if (limit.Hard > own.Hard(limit.Name) && !own.Has(Capability.SysResource))
            {
                return $"The limit {limit.Name} cannot be raised to {limit.Hard}: the daemon itself has {own.Hard(limit.Name)} "
                    + "and no CAP_SYS_RESOURCE. Choose a lower value, or raise the daemon's limit.";
            }
        }
        return null;
    }

    private string? CheckSecurity(SecuritySpec security) =>
        SpecCapabilities.TryBounding(security, out var bounding, out var problem) ? seccomp.Check(security, bounding) : problem;

    private static string? CheckNumbers(ContainerSpec spec)
    {
        if (spec.Groups.Count > MostGroups)
            return $"There are {spec.Groups.Count} supplementary groups; at most {MostGroups} are taken.";
        if (spec.Umask is < 0 or > 0b111_111_111)
            return $"The umask {spec.Umask} is not from 0 to 0777 (octal).";
        if (spec.ShmBytes < 4096)
            return $"The size of /dev/shm, {spec.ShmBytes} bytes, is below one page (4096).";
        if (spec.StopSignal is < 1 or > SignalNames.Most)
            return $"The stop signal {spec.StopSignal} is not from 1 to {SignalNames.Most}.";
        if (spec.StopTimeout < TimeSpan.Zero)
            return "The stop timeout is negative. Use 0 to kill at once.";
        if (spec.Timeout is { } timeout && timeout <= TimeSpan.Zero)
            return "The timeout is not above zero. Leave it out to run without limit.";
        if (spec.Restart.MaxRetries < 0)
            return "The number of restarts is negative. Use 0 for no limit.";
        if (!Enum.IsDefined(spec.Restart.Mode) || !Enum.IsDefined(spec.Namespaces.User) || !Enum.IsDefined(spec.Namespaces.Network))
            return "The restart mode, user namespace mode or network mode is not a known one.";
        // The kernel refuses offsets that would take the clock below zero or beyond KTIME_MAX (time_namespaces(7)).
        return spec.Namespaces.ClockOffset is { } offset && Math.Abs(offset.TotalDays) > 36_500
            ? "The clock offset is larger than a hundred years."
            : null;
    }
}
