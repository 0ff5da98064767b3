using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>What LXC offers and the engine does not: each of these fails, and says why.</summary>
public sealed partial class LxcContainer
{
    /// <summary>The master of a terminal. It exists in the holder of the container's console alone, which outlives the daemon
    /// because it gives none away; <see cref="Console"/> and the engine's console verb join it.</summary>
    /// <returns>-1.</returns>
    public int ConsoleGetFd(ref int ttyNumber, out int ptxFd)
    {
        ptxFd = -1;
        Fail("the terminals of a container are not given away; join one by Console or lxc-console", -Errno.EOPNOTSUPP);
        return -1;
    }

    /// <summary>A device of a running container. Its rules are part of its configuration here: <c>lxc.cgroup2.devices.allow</c>
    /// and a mount entry give it one from its next start on.</summary>
    public bool AddDeviceNode(string source, string? destination = null) =>
        Fail($"{source}: devices are given by the configuration (lxc.cgroup2.devices.allow and lxc.mount.entry), from the next start on");

    /// <summary>As <see cref="AddDeviceNode"/>.</summary>
    public bool RemoveDeviceNode(string source, string? destination = null) =>
        Fail($"{source}: devices are taken away by the configuration (lxc.cgroup2.devices.deny), from the next start on");

    /// <summary>A mount into a running container: what it sees is decided at its start.</summary>
    /// <returns>-EOPNOTSUPP.</returns>
    public int Mount(string? source, string target, string? fileSystem, ulong flags, string? data)
    {
        Fail($"{target}: nothing is mounted into a running container; set lxc.mount.entry and start it again");
        return -Errno.EOPNOTSUPP;
    }

    /// <summary>As <see cref="Mount"/>.</summary>
    /// <returns>-EOPNOTSUPP.</returns>
    public int Umount(string target, ulong flags)
    {
        Fail($"{target}: nothing was mounted into the running container");
        return -Errno.EOPNOTSUPP;
    }

    /// <summary>A checkpoint by CRIU: a container's history and its freezes are the engine's way to keep it.</summary>
    public bool Checkpoint(string directory, bool stop, bool verbose) => Fail("running containers are not written to files (CRIU); freeze it, or take a snapshot");

    /// <summary>As <see cref="Checkpoint"/>.</summary>
    public bool Restore(string directory, bool verbose) => Fail("containers are not started from files of CRIU");

    /// <summary>Notifications of seccomp go to nobody: a policy that asks for them is refused at the start.</summary>
    /// <returns>-EBADF: there is none.</returns>
    public int SeccompNotifyFd() => -Errno.EBADF;

    /// <summary>As <see cref="SeccompNotifyFd"/>.</summary>
    /// <returns>-EBADF: there is none.</returns>
    public int SeccompNotifyFdActive() => -Errno.EBADF;
}
