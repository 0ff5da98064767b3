using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>Makes the child of a launch, in the namespaces that it shares with others and in its new ones.</summary>
internal sealed unsafe class ChildCloner(uint highFd)
{
    private const ulong NewPid = RawProcess.CLONE_NEWPID;
    private readonly SharedNamespaces _shared = new(highFd);
    private readonly nint _ownPidNamespace = Must.Succeed("fcntl", RawFile.fcntl(
        Must.Succeed("open", Maps.Open((int)RawProcess.getpid(), "ns/pid"u8, RawFile.O_RDONLY)), RawFile.F_DUPFD_CLOEXEC, (nint)highFd));

    /// <summary>Returns in the launcher only. SAFETY: the child's copy of this frame is left by exec or exit alone.</summary>
    public nint Clone(ChildContext* child, int target, int* pidfd)
    {
        var header = child->Plan.Header;
        RawProcess.clone_args arguments = default;
        arguments.flags = header->Namespaces | RawProcess.CLONE_PIDFD | RawProcess.CLONE_FILES | RawProcess.CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)pidfd;
        arguments.exit_signal = RawProcess.SIGCHLD;
        if (header->CgroupSlot >= 0)
        {
            arguments.flags |= RawProcess.CLONE_INTO_CGROUP;
            arguments.cgroup = (ulong)child->Slots[header->CgroupSlot];
        }
        if (NeedsStone(child, target))
            return CloneByStone(child, &arguments, pidfd);
        var join = target >= 0;
        if (join)
        {
            // The pid namespace is entered by children only (setns(2)), hence before clone and back after it.
            var joined = RawProcess.setns(target, NewPid);
            if (joined < 0)
                return joined;
        }
        var entered = _shared.Enter(child->Plan, child->Slots);
        var lent = entered >= 0 && NamespaceOwner.Enter(child->Plan);
        var pid = entered < 0 ? entered : RawProcess.clone3(&arguments);
        if (pid == 0)
        {
            ChildMain.Run(child);
            ChildMain.Exit(125);
        }
        if (lent)
            NamespaceOwner.Leave();
        _shared.Leave();
        if (join)
            Must.Succeed("setns back", RawProcess.setns(_ownPidNamespace, NewPid));
        return pid;
    }

    /// <summary>
    /// An ordinary user's launcher has no power over its own namespaces, which are the host's, and could not come back; and
    /// some kinds no process with several threads may enter (setns(2)).
    /// </summary>
    private static bool NeedsStone(ChildContext* child, int target)
    {
        const ulong Leavable = RawProcess.CLONE_NEWNET | RawProcess.CLONE_NEWIPC | RawProcess.CLONE_NEWUTS | RawProcess.CLONE_NEWCGROUP;
        var header = child->Plan.Header;
        var rootless = (header->Flags & PlanFlags.Rootless) != 0;
        if (rootless && target >= 0)
            return true;
        for (var i = 0u; i < header->OpCount && child->Plan.Ops[i].Kind <= PlanOpKind.EnterNamespace; i++)
        {
            if (child->Plan.Ops[i].Kind == PlanOpKind.EnterNamespace && (rootless || (child->Plan.Ops[i].Arg1 & Leavable) == 0))
                return true;
        }
        return false;
    }

    /// <summary>Pid of the child, or minus errno.</summary>
    private static nint CloneByStone(ChildContext* child, RawProcess.clone_args* arguments, int* pidfd)
    {
        const int P_PID = 1;
        child->Page->StonePidfd = -1;
        child->Page->StoneResult = -Errno.ECHILD;
        arguments->flags |= RawProcess.CLONE_PARENT;
        arguments->exit_signal = 0;
        arguments->pidfd = (ulong)&child->Page->StonePidfd;
        RawProcess.clone_args between = default;
        between.flags = RawProcess.CLONE_FILES | RawProcess.CLONE_CLEAR_SIGHAND;
        between.exit_signal = RawProcess.SIGCHLD;
        var stone = RawProcess.clone3(&between);
        if (stone == 0)
        {
            ChildStone.Run(child, arguments);
            ChildMain.Exit(125);
        }
        if (stone < 0)
            return stone;
        RawProcess.siginfo_t ended;
        while (RawProcess.waitid(P_PID, stone, &ended, RawProcess.WEXITED, null) == -Errno.EINTR)
        {
        }
        *pidfd = child->Page->StonePidfd;
        return child->Page->StoneResult;
    }
}
