using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// Terminals of the container's own devpts. Everything goes by descriptor: the slave is opened through its master and bound
/// from there, so that nothing which stands in /dev can be put in its place (CVE-2025-52565).
/// </summary>
internal static unsafe class ChildTerminal
{
    private const nuint TiocSptlck = 0x4004_5431, TiocGptpeer = 0x5441, TiocGptn = 0x8004_5430;
    private const int NoTerminal = -25;

    /// <summary>Opens a pty, binds its slave, sends both ends to the console's holder, and keeps the first one as stdio.</summary>
    public static nint Open(ChildContext* child, PlanOp* op)
    {
        var master = ChildStep.Check(child, Call.openat2, RawFile.openat2(child->Page->RootFd, ChildRoot.Text("dev/pts/ptmx"u8),
            RawFile.O_RDWR | RawFile.O_NOCTTY | RawFile.O_CLOEXEC, RawFile.RESOLVE_IN_ROOT | RawFile.RESOLVE_NO_SYMLINKS));
        if (master < 0)
            return master;
        if (RawFile.FilesystemMagic(master) != RawFile.DEVPTS_SUPER_MAGIC)
            return ChildStep.Check(child, Call.devpts_check, NoTerminal);
        var number = 0;
        var unlocked = ChildStep.Check(child, Call.ioctl, RawFile.ioctl(master, TiocSptlck, (nint)(&number)));
        if (unlocked < 0)
            return unlocked;
        // The environment names them by number: a devpts that others use too would give others.
        var asked = ChildStep.Check(child, Call.ioctl, RawFile.ioctl(master, TiocGptn, (nint)(&number)));
        if (asked < 0 || number != (int)op->Number)
            return asked < 0 ? asked : ChildStep.Check(child, Call.devpts_check, NoTerminal);
        var slave = ChildStep.Check(child, Call.ioctl, RawFile.ioctl(
            master, TiocGptpeer, RawFile.O_RDWR | RawFile.O_NOCTTY | RawFile.O_CLOEXEC));
        if (slave < 0)
            return slave;
        // -1: the group stays that of the mount, tty.
        var owned = ChildStep.Check(child, Call.fchown, RawFile.fchown(slave, (uint)op->Arg1, uint.MaxValue));
        if (owned < 0)
            return owned;
        var bound = child->Plan.Text(op->Text1)[0] == 0 ? 0 : ChildMounts.Bind(child, slave, child->Plan.Text(op->Text1));
        if (bound < 0)
            return bound;
        var sent = ChildStep.Check(child, Call.sendmsg, Send(child->Slots[op->Slot], (int)op->Number, (int)master, (int)slave));
        RawFile.close(master);
        if (sent < 0)
            return sent;
        if (child->TerminalFd < 0)
            child->TerminalFd = (int)slave;
        else
            RawFile.close(slave);
        return 0;
    }

    /// <summary>One message for each terminal: the letter M, its number, master and slave. The holder sees whose pid it comes from.</summary>
    private static nint Send(nint socket, int number, int master, int slave)
    {
        var body = stackalloc byte[8];
        body[0] = (byte)'M';
        *(int*)(body + 4) = number;
        RawSocket.iovec part;
        part.iov_base = body;
        part.iov_len = 8;
        RawSocket.msghdr header;
        header.msg_name = null;
        header.msg_namelen = 0;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_flags = 0;
        var control = stackalloc nint[3];
        var rights = (RawSocket.cmsghdr*)control;
        rights->cmsg_len = sizeof(RawSocket.cmsghdr) + (2 * sizeof(int));
        rights->cmsg_level = RawSocket.SOL_SOCKET;
        rights->cmsg_type = RawSocket.SCM_RIGHTS;
        ((int*)(rights + 1))[0] = master;
        ((int*)(rights + 1))[1] = slave;
        header.msg_control = control;
        header.msg_controllen = sizeof(RawSocket.cmsghdr) + sizeof(nint);
        var sent = RawSocket.sendmsg(socket, &header, RawSocket.MSG_NOSIGNAL);
        return sent < 0 ? sent : 0;
    }
}
