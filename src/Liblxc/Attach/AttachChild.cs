using Orchestrator.Kernel.Raw;

namespace Orchestrator.Liblxc.Attach;

/// <summary>
/// The child between the fork and the caller's function. Only the forking thread exists: no managed call that could wait
/// for another or allocate, only raw ones (see <see cref="RawCall"/>).
/// </summary>
internal static unsafe class AttachChild
{
    private const int Interrupted = -4, Failed = 1, FirstFree = 3;
    private const uint CapabilityVersion3 = 0x2008_0522;
    private const int Capget = 125, SIGPIPE = 13;

    public static void Run(AttachPlan* plan)
    {
        byte word = 0;
        nint got;
        RawFile.close(plan->GoOther);
        do
            got = RawFile.read(plan->Go, &word, 1);
        while (got == Interrupted);
        if (got != 1)
            Exit(Failed);
        var result = (int)Enter(plan);
        if (result < 0)
        {
            RawFile.write(plan->Done, &result, sizeof(int));
            Exit(Failed);
        }
        RawFile.close(plan->Go);
        RawFile.close(plan->Done);
        Exit(plan->Function(plan->Payload));
    }

    private static nint Enter(AttachPlan* plan)
    {
        // The file of labels is opened before /proc is another one.
        var label = plan->Label is null ? 0 : OpenLabel(plan->LabelNow);
        if (label < 0)
            return label;
        var result = plan->Namespaces == 0 ? 0 : RawProcess.setns(plan->PidFd, plan->Namespaces);
        RawFile.close(plan->PidFd);
        if (result >= 0 && plan->RemountProcSys)
            result = Remount();
        if (result >= 0)
            result = EnterDirectory(plan->Directory);
        if (result >= 0 && plan->Personality >= 0)
            result = RawProcess.personality((uint)plan->Personality);
        if (result >= 0)
            result = DropBounding(plan->Bounding);
        if (result >= 0)
            result = BecomeUser(plan);
        if (result >= 0)
            result = DropCapabilities(plan->Bounding);
        if (result >= 0 && plan->NoNewPrivileges)
            result = RawProcess.prctl(RawProcess.PR_SET_NO_NEW_PRIVS, 1);
        if (result >= 0 && plan->Label is not null)
        {
            result = RawFile.write(label, plan->Label, plan->LabelLength);
            RawFile.close(label);
        }
        if (result >= 0)
            result = TakeDescriptors(plan);
        if (result < 0)
            return result;
        TakeEnvironment(plan);
        // The runtime ignores it for this whole process; a program that is executed here expects to die by it.
        RawProcess.sigaction_t action = default;
        RawProcess.rt_sigaction(SIGPIPE, &action);
        return 0;
    }

    private static nint OpenLabel(bool now)
    {
        fixed (byte* current = "/proc/thread-self/attr/current"u8, exec = "/proc/thread-self/attr/exec"u8)
            return RawFile.openat(RawFile.AT_FDCWD, now ? current : exec, RawFile.O_WRONLY | RawFile.O_CLOEXEC);
    }

    // For who enters the namespace of pids and not that of mounts: /proc shall show what is there.
    private static nint Remount()
    {
        fixed (byte* root = "/"u8, proc = "/proc"u8, procType = "proc"u8, sys = "/sys"u8, sysType = "sysfs"u8)
        {
            var result = RawProcess.unshare(RawProcess.CLONE_NEWNS);
            if (result >= 0)
                result = RawMount.mount(null, root, null, RawMount.MS_REC | RawMount.MS_PRIVATE);
            if (result < 0)
                return result;
            RawMount.umount2(proc, RawMount.MNT_DETACH);
            result = RawMount.mount(procType, proc, procType, 0);
            if (result < 0)
                return result;
            RawMount.umount2(sys, RawMount.MNT_DETACH);
            return RawMount.mount(sysType, sys, sysType, 0);
        }
    }

    // As liblxc: what is not there inside becomes the root directory.
    private static nint EnterDirectory(byte* directory)
    {
        if (directory is not null && RawFile.chdir(directory) >= 0)
            return 0;
        fixed (byte* root = "/"u8)
            return RawFile.chdir(root);
    }

    private static nint DropBounding(ulong kept)
    {
        for (var capability = 0; capability < 64; capability++)
        {
            if ((kept >> capability & 1) != 0)
                continue;
            var result = RawProcess.prctl(RawProcess.PR_CAPBSET_DROP, capability);
            if (result == -22)
                return 0; // past the kernel's last capability
            if (result < 0)
                return result;
        }
        return 0;
    }

    private static nint BecomeUser(AttachPlan* plan)
    {
        var result = RawProcess.setgroups(plan->GroupCount, plan->Groups);
        // A user namespace of an ordinary user may forbid it (user_namespaces(7)), and then there is nobody to be rid of.
        if (result < 0 && plan->GroupCount > 0)
            return result;
        result = plan->Gid == uint.MaxValue ? 0 : RawProcess.setresgid(plan->Gid);
        return result < 0 || plan->Uid == uint.MaxValue ? result : RawProcess.setresuid(plan->Uid);
    }

    // A function is not executed, so the bounding set alone would bind it to nothing.
    private static nint DropCapabilities(ulong kept)
    {
        if (kept == ulong.MaxValue)
            return 0;
        RawProcess.cap_header header;
        header.version = CapabilityVersion3;
        header.pid = 0;
        var data = stackalloc RawProcess.cap_data[2];
        var result = RawCall.Invoke(Capget, (nint)(&header), (nint)data);
        if (result < 0)
            return result;
        for (var half = 0; half < 2; half++)
        {
            var mask = (uint)(kept >> (32 * half));
            data[half].effective &= mask;
            data[half].permitted &= mask;
            data[half].inheritable &= mask;
        }
        return RawProcess.capset(&header, data);
    }

    private static nint TakeDescriptors(AttachPlan* plan)
    {
        var copies = stackalloc nint[3];
        for (var i = 0; i < 3; i++)
        {
            copies[i] = plan->Standard[i] < 0 ? -1 : RawFile.fcntl(plan->Standard[i], RawFile.F_DUPFD_CLOEXEC, FirstFree);
            if (plan->Standard[i] >= 0 && copies[i] < 0)
            {
                // A program may run without one of its own three; another one must be there.
                if (plan->Standard[i] != i)
                    return copies[i];
                copies[i] = -1;
            }
        }
        for (var i = 0; i < 3; i++)
        {
            if (copies[i] < 0)
                continue;
            var result = RawFile.dup3(copies[i], i, 0);
            if (result < 0)
                return result;
            RawFile.close(copies[i]);
        }
        for (var i = 0; i < 3; i++)
        {
            if (plan->Standard[i] >= FirstFree)
                RawFile.close(plan->Standard[i]);
        }
        return 0;
    }

    private static void TakeEnvironment(AttachPlan* plan)
    {
        if (plan->ClearEnvironment)
            RawLibrary.ClearEnvironment();
        for (var variable = plan->Environment; *variable is not null; variable++)
            RawLibrary.PutIntoEnvironment(*variable);
    }

    private static void Exit(int status)
    {
        while (true)
            RawProcess.exit_group(status);
    }
}
