using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Kernel.Raw;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Attach;

/// <summary>Runs a function of the caller in a child within a container.</summary>
internal static unsafe class Attacher
{
    private const ulong CLONE_NEWPID = 0x2000_0000;
    private const int ESRCH = 3, EACCES = 13, NoCollection = 1 << 20;

    // Held for the length of a fork only: the collector must be at rest meanwhile, and there is one of it.
    private static readonly Lock Forking = new();

    /// <summary>0, and the child's pid for the caller to wait for; or minus errno.</summary>
    public static int Attach(int init, delegate* unmanaged<void*, int> function, void* payload, lxc_attach_options_t* options, int* pid)
    {
        if (init <= 0)
            return -ESRCH;
        var pidfd = (int)RawProcess.pidfd_open(init);
        if (pidfd < 0)
            return pidfd;
        AttachPlan plan = default;
        int* go = stackalloc int[2], done = stackalloc int[2];
        (go[0], go[1], done[0], done[1]) = (-1, -1, -1, -1);
        try
        {
            plan = AttachRequest.Plan(options, InitFacts.Read(init));
            plan.Function = function;
            plan.Payload = payload;
            plan.PidFd = pidfd;
            if (RawFile.pipe2(go, RawFile.O_CLOEXEC) is var failed and < 0 || (failed = RawFile.pipe2(done, RawFile.O_CLOEXEC)) < 0)
                return (int)failed;
            (plan.Go, plan.GoOther, plan.Done) = (go[0], go[1], done[1]);
            var child = Fork(&plan);
            if (child < 0)
                return child;
            Close(ref done[1]);
            var result = Follow(init, child, options->attach_flags, go[1], done[0]);
            if (result < 0)
            {
                Close(ref go[1]);
                WaitStatus(child);
                return result;
            }
            *pid = child;
            return 0;
        }
        finally
        {
            AttachRequest.Free(&plan);
            Close(ref go[0]);
            Close(ref go[1]);
            Close(ref done[0]);
            Close(ref done[1]);
            Unistd.close(pidfd);
        }
    }

    /// <summary>The wait status of a child, or -1.</summary>
    public static int WaitStatus(int pid)
    {
        while (true)
        {
            if (Spawn.waitpid(pid, out var status, 0) == pid)
                return status;
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                return -1;
        }
    }

    // A child is in the namespace of pids that its parent had entered for it, and is the parent's own all the same.
    private static int Fork(AttachPlan* plan)
    {
        lock (Forking)
        {
            var entersPids = (plan->Namespaces & CLONE_NEWPID) != 0;
            plan->Namespaces &= ~CLONE_NEWPID;
            var back = -1;
            if (entersPids)
            {
                fixed (byte* own = "/proc/thread-self/ns/pid_for_children"u8)
                    back = (int)RawFile.openat(RawFile.AT_FDCWD, own, RawFile.O_RDONLY | RawFile.O_CLOEXEC);
                if (back < 0)
                    return back;
                if (RawProcess.setns(plan->PidFd, CLONE_NEWPID) is var refused and < 0)
                {
                    Unistd.close(back);
                    return (int)refused;
                }
            }
            var quiet = Quiet();
            var child = RawLibrary.Fork();
            if (child == 0)
                AttachChild.Run(plan);
            if (quiet)
                GC.EndNoGCRegion();
            if (entersPids)
            {
                RawProcess.setns(back, CLONE_NEWPID);
                Unistd.close(back);
            }
            return child;
        }
    }

    // A child that was forked while another thread waited for a collection would wait for it for ever.
    private static bool Quiet()
    {
        try
        {
            return GC.TryStartNoGCRegion(NoCollection);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static int Follow(int init, int child, int flags, int go, int done)
    {
        if ((flags & lxc_attach_options_t.MOVE_TO_CGROUP) != 0 && !Move(init, child))
            return -EACCES;
        byte word = 1;
        Unistd.write(go, &word, 1);
        int failure;
        nint got;
        do
            got = Unistd.read(done, (byte*)&failure, sizeof(int));
        while (got < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return got == sizeof(int) ? failure : 0;
    }

    private static bool Move(int init, int child)
    {
        try
        {
            foreach (var file in InitFacts.CgroupFiles(init))
                File.WriteAllText(file, child.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Close(ref int fd)
    {
        if (fd >= 0)
            Unistd.close(fd);
        fd = -1;
    }
}
