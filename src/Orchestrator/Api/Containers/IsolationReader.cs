using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Spec;
using ContainerView = Orchestrator.Actors.Messages.Containers.ContainerView;

namespace Orchestrator.Daemon.Api.Containers;

/// <summary>What /proc says of a running init; not what was asked for.</summary>
internal static class IsolationReader
{
    private static readonly string[] Kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"];

    /// <summary>Null when no init runs, or it has ended meanwhile.</summary>
    public static IsolationView? Read(ContainerView container)
    {
        if (container.Pid is not { } pid)
            return null;
        var proc = $"/proc/{pid.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            var status = ProcessStatus.Parse(File.ReadAllText($"{proc}/status"));
            return new IsolationView
            {
                Namespaces = [.. Kinds.Where(k => Link($"{proc}/ns/{k}") is { } own && own != Link($"/proc/self/ns/{k}"))],
                UserMap = [.. File.ReadLines($"{proc}/uid_map").Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
                Capabilities = Capabilities(status.GetValueOrDefault("CapEff", "0")),
                Seccomp = status.GetValueOrDefault("Seccomp") switch
                {
                    "2" => container.Spec.Security.SeccompProfile,
                    "1" => "strict",
                    "0" => "unconfined",
                    _ => null,
                },
                NoNewPrivileges = status.GetValueOrDefault("NoNewPrivs") is { } flag ? flag == "1" : null,
                Root = container.Spec.Root?.Enter == RootEntry.Chroot ? "chroot (no boundary)" : "pivot_root",
                Lsm = Lsm(pid, container.Spec.Init),
                LandlockRules = Landlock(container.Spec.Security.Landlock),
                Cgroup = string.Join(' ', File.ReadLines($"{proc}/cgroup")),
                Limits = [.. ProcessGroups.Limits(pid).Select(limit => new LimitView(limit.File, limit.Value, limit.Effective, limit.From))],
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Link(string path) => new FileInfo(path).LinkTarget;

    /// <summary>The engine's own PID 1 may keep another label than the payload below it.</summary>
    private static string? Lsm(int pid, bool init) =>
        ProcessLabel.Any(((init ? ProcessChildren.First(pid) : null) ?? pid).ToString(CultureInfo.InvariantCulture));

    private static int? Landlock(LandlockSpec? spec) => spec is null
        ? null
        : (spec.Paths?.Count ?? 0) + (spec.Bind?.Count ?? 0) + (spec.Connect?.Count ?? 0) + (spec.Scopes?.Count ?? 0);

    private static List<string> Capabilities(string hex)
    {
        ulong.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits);
        return [.. Enumerable.Range(0, 64).Where(i => (bits >> i & 1) != 0).Select(Name)];
    }

    private static string Name(int number) => Enum.IsDefined((Capability)number)
        ? "CAP_" + CapabilityNames.Of((Capability)number)
        : number.ToString(CultureInfo.InvariantCulture);
}
