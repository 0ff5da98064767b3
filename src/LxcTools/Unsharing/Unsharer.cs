using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.LxcTools.Unsharing;

/// <summary>Runs a command in a child with new namespaces.</summary>
internal static unsafe class Unsharer
{
    private const int NoCollection = 1 << 20;

    /// <summary>Null and the pid of the command's process, for the caller to wait for; or what went wrong.</summary>
    public static string? Start(UnshareOrder order, out int pid)
    {
        pid = 0;
        using var command = new StringVector(order.Command);
        var host = order.HostName is { } name ? Encoding.UTF8.GetBytes(name) : null;
        int* go = stackalloc int[2], done = stackalloc int[2];
        if (RawFile.pipe2(go, RawFile.O_CLOEXEC) < 0 || RawFile.pipe2(done, RawFile.O_CLOEXEC) < 0)
            return "no pipe could be made";
        // SAFETY: what the plan points to is pinned or native until the child has its own copy of it, which fork(2) makes.
        fixed (byte* hostName = host)
        {
            UnsharePlan plan = new()
            {
                Flags = order.Flags, Go = go[0], GoOther = go[1], Done = done[1], Command = command.Pointer, HostName = hostName,
                HostNameLength = host?.Length ?? 0, User = order.User ?? -1L, Group = order.Group ?? -1L, Remounts = order.Remounts,
            };
            pid = Fork(&plan);
        }
        Unistd.close(go[0]);
        Unistd.close(done[1]);
        var problem = pid < 0 ? $"fork failed: {Errno.Describe(-pid)}" : Follow(order, pid, go[1], done[0]);
        Unistd.close(go[1]);
        Unistd.close(done[0]);
        if (problem is not null && pid > 0)
            WaitStatusOf(pid);
        return problem;
    }

    /// <summary>As wait(2) gives it; -1 when there is no such child.</summary>
    public static int WaitStatusOf(int pid)
    {
        while (true)
        {
            if (Spawn.waitpid(pid, out var status, 0) == pid)
                return status;
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                return -1;
        }
    }

    private static string? Follow(UnshareOrder order, int pid, int go, int done)
    {
        if (Read(done) is not { } made)
            return "the child ended";
        if (made < 0)
            return $"the namespaces cannot be made: {Errno.Name(-made)} ({Errno.Describe(-made)})";
        if (order.Prepare?.Invoke(pid) is { } problem)
            return problem;
        byte word = 1;
        Unistd.write(go, &word, 1);
        // Closed by the exec, and by nothing else but a failure.
        return Read(done) is { } failed ? $"{order.Command[0]}: {Errno.Name(-failed)} ({Errno.Describe(-failed)})" : null;
    }

    private static int? Read(int done)
    {
        int result;
        nint got;
        do
            got = Unistd.read(done, (byte*)&result, sizeof(int));
        while (got < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return got == sizeof(int) ? result : null;
    }

    private static int Fork(UnsharePlan* plan)
    {
        // A child that was forked while another thread waited for a collection would wait for it for ever.
        var quiet = GC.TryStartNoGCRegion(NoCollection);
        var child = RawLibrary.Fork();
        if (child == 0)
            UnshareChild.Run(plan);
        if (quiet)
            GC.EndNoGCRegion();
        return child;
    }
}
