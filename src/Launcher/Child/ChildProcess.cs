using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Cgroup, namespaces, limits and what else belongs to the process itself.</summary>
internal static unsafe class ChildProcess
{
    private const nuint SiocGifFlags = 0x8913, SiocSifFlags = 0x8914;
    private const short IffUp = 1;
    private const int NotPermitted = -1;

    /// <summary>"0" is the writing thread itself: no lock of the whole thread group as with cgroup.procs.</summary>
    public static nint JoinCgroup(ChildContext* child, PlanOp* op)
    {
        var zero = (byte)'0';
        var result = RawFile.write(child->Slots[op->Slot], &zero, 1);
        return result < 0 ? ChildStep.Check(child, Call.write, result) : 0;
    }

    public static nint Unshare(ChildContext* child, PlanOp* op) =>
        ChildStep.Check(child, Call.unshare, RawProcess.unshare(op->Arg1));

    public static nint JoinNamespaces(ChildContext* child)
    {
        var mask = child->Plan.Header->JoinNamespaces;
        var result = ChildStep.Check(child, Call.setns, RawProcess.setns(child->Target, mask));
        return result < 0 || (mask & RawProcess.CLONE_NEWUSER) == 0 ? result : ChildCredentials.BecomeRoot(child);
    }

    public static nint Hostname(ChildContext* child, PlanOp* op)
    {
        var name = child->Plan.Text(op->Text1);
        nint length = 0;
        while (name[length] != 0)
            length++;
        return ChildStep.Check(child, Call.sethostname, RawProcess.sethostname(name, length));
    }

    public static nint Domainname(ChildContext* child, PlanOp* op)
    {
        var name = child->Plan.Text(op->Text1);
        nint length = 0;
        while (name[length] != 0)
            length++;
        return ChildStep.Check(child, Call.setdomainname, RawProcess.setdomainname(name, length));
    }

    public static nint Personality(ChildContext* child, PlanOp* op)
    {
        var result = ChildStep.Check(child, Call.personality, RawProcess.personality(op->Number));
        return result < 0 ? result : 0;
    }

    public static nint LoopbackUp(ChildContext* child)
    {
        var socket = ChildStep.Check(child, Call.socket,
            RawSocket.socket(RawSocket.AF_INET, RawSocket.SOCK_DGRAM | RawSocket.SOCK_CLOEXEC, 0));
        if (socket < 0)
            return socket;
        InterfaceRequest request = default;
        request.name = 'l' | ('o' << 8);
        var result = RawFile.ioctl(socket, SiocGifFlags, (nint)(&request));
        if (result >= 0)
        {
            request.flags |= IffUp;
            result = RawFile.ioctl(socket, SiocSifFlags, (nint)(&request));
        }
        RawFile.close(socket);
        return ChildStep.Check(child, Call.ioctl, result);
    }

    public static nint Rlimit(ChildContext* child, PlanOp* op)
    {
        RawProcess.rlimit limit;
        limit.soft = op->Arg1;
        limit.hard = op->Arg2;
        var result = RawProcess.setrlimit(op->Number, &limit);
        if (result == NotPermitted && (op->Flags & PlanOpFlags.Optional) != 0)
            return 0;
        return ChildStep.Check(child, Call.prlimit, result);
    }

    public static nint Umask(PlanOp* op)
    {
        RawProcess.umask(op->Number);
        return 0;
    }

    /// <summary>An own session keyring: else keys of the daemon's session would be readable inside.</summary>
    public static nint SessionKeyring(ChildContext* child)
    {
        var result = ChildStep.Check(child, Call.keyctl, RawProcess.keyctl(RawProcess.KEYCTL_JOIN_SESSION_KEYRING, 0));
        return result < 0 ? result : 0;
    }

    /// <summary>
    /// Through a procfs of this process alone, which was never part of the container's tree: what lies on /proc there, a
    /// mount or a file that only looks like it, cannot turn the write to another file (CVE-2019-16884, CVE-2025-52881).
    /// </summary>
    public static nint Sysctl(ChildContext* child, PlanOp* op)
    {
        var proc = Procfs(child);
        if (proc < 0)
            return proc;
        var file = ChildStep.Check(child, Call.openat2, RawFile.openat2(proc, child->Plan.Text(op->Text1),
            RawFile.O_WRONLY | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW,
            RawFile.RESOLVE_BENEATH | RawFile.RESOLVE_NO_SYMLINKS | RawFile.RESOLVE_NO_XDEV));
        if (file < 0)
            return file;
        if (RawFile.FilesystemMagic(file) != RawFile.PROC_SUPER_MAGIC)
            return ChildStep.Check(child, Call.procfs_check, -22);
        var value = child->Plan.Text(op->Text2);
        nint length = 0;
        while (value[length] != 0)
            length++;
        var result = RawFile.write(file, value, length);
        RawFile.close(file);
        return result < 0 ? ChildStep.Check(child, Call.write, result) : 0;
    }

    /// <summary>A detached procfs, made once; it goes when the payload is entered.</summary>
    private static nint Procfs(ChildContext* child)
    {
        if (child->ProcFd >= 0)
            return child->ProcFd;
        var fs = ChildStep.Check(child, Call.fsopen, RawMount.fsopen(ChildRoot.Text("proc"u8), RawMount.FSOPEN_CLOEXEC));
        if (fs < 0)
            return fs;
        var mount = ChildMounts.Create(child, fs, RawMount.MOUNT_ATTR_NOSUID | RawMount.MOUNT_ATTR_NODEV | RawMount.MOUNT_ATTR_NOEXEC);
        if (mount >= 0)
            child->ProcFd = (int)mount;
        return mount;
    }

    /// <summary>struct ifreq of 40 bytes; the name "lo" fits into its first word.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct InterfaceRequest
    {
        [FieldOffset(0)] public int name;
        [FieldOffset(16)] public short flags;
    }
}
