using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>Has something done in another network namespace, setns(2), which concerns the calling thread alone.</summary>
public static class NetworkNamespace
{
    private const string OwnPath = "/proc/thread-self/ns/net";

    /// <summary>The calling thread's.</summary>
    public static NamespaceHandle Own() =>
        NamespaceHandle.TryOpen(OwnPath, out var errno) ?? throw new SystemCallException("open", errno, "Opening the own network namespace");

    /// <summary>What <paramref name="work"/> opens belongs to that namespace for good. It must be synchronous and short.</summary>
    /// <exception cref="SystemCallException">The namespace could not be entered.</exception>
    public static T Within<T>(Descriptor network, Func<T> work)
    {
        if (!CanReturn.Value)
            return WithinOfAThread(network, work);
        using var own = Own();
        Enter(network, "Entering a network namespace");
        try
        {
            return work();
        }
        finally
        {
            // A thread of the pool that stayed there would later work on the wrong host.
            if (Sched.setns(own.Number, Sched.CLONE_NEWNET) != 0)
                Environment.FailFast($"The network namespace cannot be left: {Errno.Name(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>A new one of the caller's user namespace, which lives as long as a descriptor or a process of it.</summary>
    public static NamespaceHandle Make()
    {
        using var own = Own();
        if (Sched.unshare(Sched.CLONE_NEWNET) != 0)
            throw new SystemCallException("unshare", Marshal.GetLastPInvokeError(), "Making a network namespace");
        try
        {
            return Own();
        }
        finally
        {
            if (Sched.setns(own.Number, Sched.CLONE_NEWNET) != 0)
                Environment.FailFast($"The network namespace cannot be left: {Errno.Name(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>Root of a user namespace has no power over a network namespace above it, and could not come back to it (setns(2)).</summary>
    private static readonly Lazy<bool> CanReturn = new(static () =>
    {
        using var own = Own();
        using var owner = own.Owner();
        return owner is not null;
    });

    /// <summary>The thread stays there, and ends.</summary>
    private static T WithinOfAThread<T>(Descriptor network, Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(network, "Entering a network namespace");
                result = work();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static void Enter(Descriptor network, string tried)
    {
        if (Sched.setns(network.Number, Sched.CLONE_NEWNET) != 0)
            throw new SystemCallException("setns", Marshal.GetLastPInvokeError(), tried);
    }
}
