using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// A process with one thread, as unshare(2) and setns(2) want it for a user namespace: enters one, gets mounts of its
/// own, and becomes the daemon of an ordinary user.
/// </summary>
internal static unsafe class ChildDaemon
{
    public const byte Unshared = (byte)'U', Go = (byte)'G', Failed = (byte)'F';
    private const nint MsSlave = 0x80000;
    private const int Interrupted = -4, SetDescriptorFlags = 2;

    public static void Run(DaemonStart* start)
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        Enter(start);
        Check(start, Call.unshare, RawProcess.unshare(RawProcess.CLONE_NEWNS));
        // What the host mounts later appears here too; nothing mounted here appears there (mount_namespaces(7)).
        Check(start, Call.mount, RawMount.mount(ChildRoot.Text(""u8), ChildRoot.Text("/"u8), null, RawMount.MS_REC | MsSlave));
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, 0);
        RawFile.fcntl(start->Outside, SetDescriptorFlags, 0);
        ulong none = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &none, null);
        Check(start, Call.execve, RawProcess.execve(start->Program, start->Argv, start->Envp));
    }

    /// <summary>Another program in a child, e.g. newuidmap(1).</summary>
    public static void Become(byte* program, byte** argv, byte** envp)
    {
        ulong none = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &none, null);
        RawProcess.execve(program, argv, envp);
        ChildMain.Exit(127);
    }

    private static void Enter(DaemonStart* start)
    {
        if (start->UserNamespace >= 0)
        {
            Check(start, Call.setns, RawProcess.setns(start->UserNamespace, RawProcess.CLONE_NEWUSER));
            return;
        }
        Check(start, Call.unshare, RawProcess.unshare(RawProcess.CLONE_NEWUSER));
        Send(start, Unshared, Call.none, 0);
        byte word = 0;
        while (RawFile.read(start->Orders, &word, 1) == Interrupted)
        {
        }
        if (word != Go)
            ChildMain.Exit(125);
    }

    private static void Check(DaemonStart* start, Call call, nint result)
    {
        if (result >= 0)
            return;
        Send(start, Failed, call, (int)-result);
        ChildMain.Exit(125);
    }

    /// <summary>Below PIPE_BUF, so that it arrives as one piece.</summary>
    private static void Send(DaemonStart* start, byte word, Call call, int errno)
    {
        var note = stackalloc byte[DaemonStart.NoteBytes];
        note[0] = word;
        note[1] = (byte)call;
        note[2] = (byte)errno;
        while (RawFile.write(start->Notes, note, DaemonStart.NoteBytes) == Interrupted)
        {
        }
    }
}
