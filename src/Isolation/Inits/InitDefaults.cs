using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Inits;

/// <summary>What an init system needs beyond a single program, and nothing that opens the host to it: docs/init-systems.md.</summary>
public static class InitDefaults
{
    private const string Reboot = "SYS_BOOT";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    /// <summary>SIGRTMIN+3 and +5 (systemd(1)); SIGUSR1 and SIGTERM (busybox's init); SIGPWR and SIGINT, as LXC has it.</summary>
    public static (int Halt, int Restart) Signals(InitSystem init) => init switch
    {
        InitSystem.Systemd => (37, 39),
        InitSystem.Busybox => (10, 15),
        _ => (30, 2),
    };

    /// <param name="stopSignal">Asked for by the user, else null.</param>
    /// <param name="stopTimeout">Likewise.</param>
    public static ContainerSpec Apply(ContainerSpec spec, InitSystem init, int? stopSignal, TimeSpan? stopTimeout)
    {
        var (halt, restart) = Signals(init);
        var applied = spec with
        {
            StopSignal = stopSignal ?? halt,
            RebootSignal = spec.RebootSignal ?? restart,
            StopTimeout = stopTimeout ?? StopTimeout,
            // One that asks for nothing was asked for: lxc.console.path = none.
            Console = spec.Console is { Stdin: false, Terminal: false } none ? none : (spec.Console ?? new ConsoleSpec()) with { Terminal = true },
            Security = WithReboot(spec.Security),
        };
        if (!applied.Environment.ContainsKey("container"))
            applied = applied with { Environment = new Dictionary<string, string>(applied.Environment) { ["container"] = "orch" } };
        return init == InitSystem.Systemd ? Systemd(applied) : applied;
    }

    /// <summary>Its own cgroup tree to make groups in, and folders that are empty at each boot (systemd's Container Interface).</summary>
    private static ContainerSpec Systemd(ContainerSpec spec)
    {
        var tree = spec.Tree ?? new TreeSpec();
        MountSpec[] mounts =
        [
            .. Temporary(spec, "/run", "755"), .. Temporary(spec, "/run/lock", "1777"), .. Temporary(spec, "/tmp", "1777"),
        ];
        return spec with
        {
            Tree = tree with { Cgroup = CgroupView.Delegated },
            Mounts = [.. mounts, .. spec.Mounts],
        };
    }

    private static IEnumerable<MountSpec> Temporary(ContainerSpec spec, string path, string mode)
    {
        if (!spec.Mounts.Any(mount => mount.Target.TrimEnd('/') == path))
            yield return new MountSpec { Kind = MountKind.Tmpfs, Target = path, ReadOnly = false, Options = "mode=" + mode };
    }

    /// <summary>In a pid namespace reboot(2) ends that namespace's init and nothing else.</summary>
    private static SecuritySpec WithReboot(SecuritySpec security) =>
        security.Capabilities is not null || security.CapDrop.Concat(security.CapAdd).Any(name => Is(name, Reboot) || Is(name, "ALL"))
            ? security
            : security with { CapAdd = [.. security.CapAdd, Reboot] };

    private static bool Is(string name, string wanted) =>
        name.Equals(wanted, StringComparison.OrdinalIgnoreCase) || name.Equals("CAP_" + wanted, StringComparison.OrdinalIgnoreCase);
}
