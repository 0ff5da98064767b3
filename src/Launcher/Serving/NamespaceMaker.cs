using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// Makes user, network, ipc and uts namespaces for the daemon, which configures them and hands them back with a launch. A
/// child does what takes long, and nothing waits for it.
/// </summary>
internal sealed unsafe class NamespaceMaker(Watcher watcher, uint highFd)
{
    private const int KindCount = 4;

    /// <param name="uid">Lines of uid_map, ended by NUL, as <paramref name="gid"/> is.</param>
    /// <param name="answer">Gets the errno, or 0 and the descriptors, which it has to close.</param>
    public void Make(byte* uid, byte* gid, Action<int, int[]> answer)
    {
        var go = stackalloc int[2];
        var done = stackalloc int[2];
        var piped = RawFile.pipe2(go, RawFile.O_CLOEXEC);
        if (piped < 0)
        {
            answer((int)-piped, []);
            return;
        }
        piped = RawFile.pipe2(done, RawFile.O_CLOEXEC);
        if (piped < 0)
        {
            RawFile.close(go[0]);
            RawFile.close(go[1]);
            answer((int)-piped, []);
            return;
        }
        for (var i = 0; i < 2; i++)
        {
            go[i] = Launching.Raise(go[i], highFd);
            done[i] = Launching.Raise(done[i], highFd);
        }
        var pidfd = -1;
        var pid = Clone(go[0], done[1], uid, &pidfd);
        var result = pid;
        if (result >= 0)
            result = Maps.Write((int)pid, "gid_map"u8, gid);
        if (result >= 0)
            result = Maps.Write((int)pid, "uid_map"u8, uid);
        if (result >= 0)
        {
            byte word = 1;
            result = RawFile.write(go[1], &word, 1);
        }
        // The child shares these descriptors: they are closed when it is gone.
        int[] pipes = [go[0], go[1], done[0], done[1]];
        if (pid < 0 || result < 0)
        {
            if (pid >= 0)
                End(pidfd);
            Close(pipes);
            answer((int)-result, []);
            return;
        }
        Wait((int)pid, pidfd, pipes, answer);
    }

    private void Wait(int pid, int pidfd, int[] pipes, Action<int, int[]> answer)
    {
        var done = pipes[2];
        ulong token = 0;
        token = watcher.Add(done, RawSocket.EPOLLIN, _ =>
        {
            watcher.Remove(done, token);
            var opened = Outcome(done) is var errno && errno == 0 ? Open(pid, out errno) : [];
            End(pidfd);
            Close(pipes);
            answer(errno, opened);
        });
    }

    /// <summary>What the child tells: 0 or an errno.</summary>
    private static int Outcome(int done)
    {
        int result;
        return RawFile.read(done, (byte*)&result, sizeof(int)) == sizeof(int) ? -result : Errno.EIO;
    }

    private nint Clone(int go, int done, byte* uid, int* pidfd)
    {
        RawProcess.clone_args arguments = default;
        arguments.flags = RawProcess.CLONE_NEWUSER | RawProcess.CLONE_PIDFD | RawProcess.CLONE_FILES | RawProcess.CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)pidfd;
        arguments.exit_signal = RawProcess.SIGCHLD;
        var lent = NamespaceOwner.Enter(uid);
        var pid = RawProcess.clone3(&arguments);
        if (pid == 0)
            ChildNamespaces.Run(go, done);
        if (lent)
            NamespaceOwner.Leave();
        if (pid >= 0)
            *pidfd = Launching.Raise(*pidfd, highFd);
        return pid;
    }

    private static int[] Open(int pid, out int errno)
    {
        var opened = new int[KindCount];
        for (var i = 0; i < KindCount; i++)
        {
            var file = i switch { 0 => "ns/user"u8, 1 => "ns/net"u8, 2 => "ns/ipc"u8, _ => "ns/uts"u8 };
            opened[i] = (int)Maps.Open(pid, file, RawFile.O_RDONLY);
            if (opened[i] >= 0)
                continue;
            errno = -opened[i];
            Close(opened[..i]);
            return [];
        }
        errno = 0;
        return opened;
    }

    private static void End(int pidfd)
    {
        RawProcess.pidfd_send_signal(pidfd, RawProcess.SIGKILL);
        RawProcess.siginfo_t info;
        while (RawProcess.waitid(RawProcess.P_PIDFD, pidfd, &info, RawProcess.WEXITED, null) == -Errno.EINTR)
        {
        }
        RawFile.close(pidfd);
    }

    private static void Close(int[] descriptors)
    {
        foreach (var fd in descriptors)
            RawFile.close(fd);
    }
}
