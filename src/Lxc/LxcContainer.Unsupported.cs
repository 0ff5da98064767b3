using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>What LXC offers and the engine does not: each of these fails, and says why.</summary>
public sealed partial class LxcContainer
{
    /// <summary>A checkpoint by CRIU: a container's history and its freezes are the engine's way to keep it.</summary>
    public bool Checkpoint(string directory, bool stop, bool verbose) => Fail("a running container cannot be written to files: that is CRIU's work, which is not there (criu is in no release of Debian 12); freeze it, or take a snapshot");

    /// <summary>As <see cref="Checkpoint"/>.</summary>
    public bool Restore(string directory, bool verbose) => Fail("a container cannot be started from files of CRIU, which is not there (criu is in no release of Debian 12); start it anew");

    /// <summary>Notifications of seccomp go to nobody: a policy that asks for them is refused at the start.</summary>
    /// <returns>-EBADF: there is none.</returns>
    public int SeccompNotifyFd() => -Errno.EBADF;

    /// <summary>As <see cref="SeccompNotifyFd"/>.</summary>
    /// <returns>-EBADF: there is none.</returns>
    public int SeccompNotifyFdActive() => -Errno.EBADF;
}
