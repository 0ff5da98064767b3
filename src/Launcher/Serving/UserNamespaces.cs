using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// User namespaces that exist only to describe the id map of a mount (mount_setattr(2)). A short-lived child makes
/// one; the latest ones are kept, since a container that is started again needs the same map again.
/// </summary>
internal sealed unsafe class UserNamespaces
{
    private const nuint PidfdGetUserNamespace = 0xFF09;
    private const int Kept = 64;
    private readonly Dictionary<(string Uid, string Gid), int> _made = [];
    private readonly Queue<(string Uid, string Gid)> _order = new();

    /// <summary>Descriptor of a process's user namespace.</summary>
    public static nint Of(int pid, nint pidfd)
    {
        var fd = RawFile.ioctl(pidfd, PidfdGetUserNamespace, 0);
        return fd >= 0 ? fd : Maps.Open(pid, "ns/user"u8, RawFile.O_RDONLY); // before Linux 6.11
    }

    /// <summary>A descriptor that stays this object's, or minus errno with the call that failed.</summary>
    public nint Get(string uidMap, string gidMap, byte* uid, byte* gid, uint highFd, out Call call)
    {
        call = Call.none;
        if (_made.TryGetValue((uidMap, gidMap), out var known))
            return known;
        var made = Make(uid, gid, highFd, out call);
        if (made < 0)
            return made;
        _made.Add((uidMap, gidMap), (int)made);
        _order.Enqueue((uidMap, gidMap));
        if (_order.Count > Kept && _made.Remove(_order.Dequeue(), out var oldest))
            RawFile.close(oldest);
        return made;
    }

    private static nint Make(byte* uid, byte* gid, uint highFd, out Call call)
    {
        var pidfd = -1;
        RawProcess.clone_args arguments = default;
        arguments.flags = RawProcess.CLONE_NEWUSER | RawProcess.CLONE_PIDFD | RawProcess.CLONE_FILES
            | RawProcess.CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)&pidfd;
        arguments.exit_signal = RawProcess.SIGCHLD;
        var pid = RawProcess.clone3(&arguments);
        if (pid == 0)
            ChildHolder.Run();
        call = Call.clone3;
        if (pid < 0)
            return pid;
        call = Call.uid_map;
        var result = Maps.Write((int)pid, "uid_map"u8, uid);
        if (result >= 0)
        {
            call = Call.gid_map;
            result = Maps.Write((int)pid, "gid_map"u8, gid);
        }
        if (result >= 0)
        {
            call = Call.ioctl_user_namespace;
            result = Of((int)pid, pidfd);
        }
        RawProcess.pidfd_send_signal(pidfd, RawProcess.SIGKILL);
        RawProcess.siginfo_t info;
        RawProcess.waitid(RawProcess.P_PIDFD, pidfd, &info, RawProcess.WEXITED, null);
        RawFile.close(pidfd);
        if (result < 0)
            return result;
        var high = RawFile.fcntl(result, RawFile.F_DUPFD_CLOEXEC, (nint)highFd);
        RawFile.close(result);
        return high;
    }
}
