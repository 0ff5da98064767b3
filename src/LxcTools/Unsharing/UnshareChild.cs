using Orchestrator.Kernel.Raw;

namespace Orchestrator.LxcTools.Unsharing;

/// <summary>
/// The child between the fork and the command: raw calls alone, since no other thread of the runtime is there
/// (<see cref="RawCall"/>). unshare(2) refuses a user namespace to a process of several threads, hence a child.
/// </summary>
internal static unsafe class UnshareChild
{
    private const ulong NewPids = 0x2000_0000;
    private const int Interrupted = -4, Failed = 1, SIGPIPE = 13, ByPid = 1, Exits = 4, CLD_EXITED = 1;

    public static void Run(UnsharePlan* plan)
    {
        RawFile.close(plan->GoOther);
        var result = (int)RawProcess.unshare(plan->Flags);
        Say(plan, result);
        if (result < 0)
            Exit(Failed);
        byte word = 0;
        nint got;
        do
            got = RawFile.read(plan->Go, &word, 1);
        while (got == Interrupted);
        if (got != 1)
            Exit(Failed);
        if ((plan->Flags & NewPids) != 0)
            BecomeParentOfInit(plan);
        result = (int)Prepare(plan);
        if (result >= 0)
        {
            // The runtime ignores it, and an ignored signal stays ignored over execve.
            RawProcess.sigaction_t action = default;
            RawProcess.rt_sigaction(SIGPIPE, &action);
            result = RawLibrary.ExecuteFromPath(plan->Command[0], plan->Command);
        }
        Say(plan, result);
        Exit(Failed);
    }

    /// <summary>The first process of the new namespace is the next child; this one hands its end on, and comes back in it.</summary>
    private static void BecomeParentOfInit(UnsharePlan* plan)
    {
        var child = RawLibrary.Fork();
        if (child == 0)
            return;
        if (child < 0)
        {
            Say(plan, child);
            Exit(Failed);
        }
        RawFile.close(plan->Done);
        RawProcess.siginfo_t info = default;
        nint waited;
        do
            waited = RawProcess.waitid(ByPid, child, &info, Exits, null);
        while (waited == Interrupted);
        Exit(waited < 0 ? Failed : info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status);
    }

    private static nint Prepare(UnsharePlan* plan)
    {
        nint result = 0;
        if (plan->HostName is not null)
            result = RawProcess.sethostname(plan->HostName, plan->HostNameLength);
        if (result >= 0 && plan->Remounts)
            result = Remount();
        // Without leave to set groups (user_namespaces(7), "setgroups") those stay that it has.
        if (plan->Group >= 0 || plan->User >= 0)
            RawProcess.setgroups(0, null);
        if (result >= 0 && plan->Group >= 0)
            result = RawProcess.setresgid((uint)plan->Group);
        if (result >= 0 && plan->User >= 0)
            result = RawProcess.setresuid((uint)plan->User);
        return result;
    }

    private static nint Remount()
    {
        const int Slave = 1 << 19, Recursive = 1 << 14;
        nint result;
        fixed (byte* none = "none"u8, root = "/"u8, proc = "proc"u8, procPlace = "/proc"u8, shm = "tmpfs"u8, shmPlace = "/dev/shm"u8, mqueue = "mqueue"u8, mqueuePlace = "/dev/mqueue"u8)
        {
            // Nothing of this may be seen outside.
            result = RawMount.mount(none, root, null, Slave | Recursive);
            if (result >= 0)
                result = RawMount.mount(proc, procPlace, proc, 0);
            if (result >= 0)
                result = RawMount.mount(shm, shmPlace, shm, 0);
            // A kernel without POSIX queues, or a host without the folder, has nothing to show there.
            RawMount.mount(mqueue, mqueuePlace, mqueue, 0);
        }
        return result;
    }

    private static void Say(UnsharePlan* plan, int result) => RawFile.write(plan->Done, &result, sizeof(int));

    private static void Exit(int code)
    {
        while (true)
            RawProcess.exit_group(code);
    }
}
