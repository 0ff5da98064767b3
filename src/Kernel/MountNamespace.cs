using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// Has something done where every path is that of another mount namespace. A thread that shares its root with others cannot
/// enter one (setns(2)), and cannot come back as it was: so it is a thread of its own, which ends with the work.
/// </summary>
public static class MountNamespace
{
    /// <param name="root">What <c>/</c> is meanwhile: the root of a process there.</param>
    /// <param name="uid">Whose the files are that are made: a mount that maps ids knows only those it maps.</param>
    /// <exception cref="SystemCallException">The namespace could not be entered.</exception>
    public static T Within<T>(Descriptor mounts, Descriptor root, uint uid, uint gid, Func<T> work)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(mounts, root);
                if (uid != 0)
                    Become(uid, gid);
                result = work();
            }
#pragma warning disable CA1031 // It goes on in the thread that waits for this one.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        {
            Name = "inside a container",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static void Enter(Descriptor mounts, Descriptor root)
    {
        Check(Sched.unshare(Sched.CLONE_FS), "unshare");
        Check(Sched.setns(mounts.Number, Sched.CLONE_NEWNS), "setns");
        Check(Unistd.fchdir(root.Number), "fchdir");
        Check(Unistd.chroot("."), "chroot");
        Check(Unistd.chdir("/"), "chdir");
    }

    /// <summary>With the powers of before: the kernel would take away those over files with the ids (capabilities(7)).</summary>
    private static void Become(uint uid, uint gid)
    {
        Check(SysFsuid.prctl(SysFsuid.PR_SET_SECUREBITS, SysFsuid.SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "prctl");
        _ = SysFsuid.setfsgid(gid);
        _ = SysFsuid.setfsuid(uid);
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw new SystemCallException(call, Marshal.GetLastPInvokeError(), "Entering a mount namespace");
    }
}
