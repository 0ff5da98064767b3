using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher;

/// <summary>Makes the launcher independent of the daemon that started it.</summary>
internal static unsafe class Detach
{
    private const int AlreadyServed = 3;
    private const uint RlimitNofile = 7;

    /// <summary>
    /// An own session, and the signals blocked that a terminal or an operator sends to groups: blocked before exec, so
    /// that every thread of the runtime inherits it. SIGKILL is the way to end a launcher against its will.
    /// </summary>
    public static void BeforeExec()
    {
        RawProcess.setsid();
        // SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU
        var mask = Bit(1) | Bit(2) | Bit(3) | Bit(13) | Bit(15) | Bit(20) | Bit(21) | Bit(22);
        RawProcess.rt_sigprocmask(RawProcess.SIG_BLOCK, &mask, null);
        RawFile.close_range(3, uint.MaxValue, 0);
    }

    public static int Serve(string runDirectory)
    {
        var path = (byte*)Marshal.StringToCoTaskMemUTF8(runDirectory);
        var low = Must.Succeed($"open {runDirectory}",
            RawFile.openat(RawFile.AT_FDCWD, path, RawFile.O_PATH | RawFile.O_DIRECTORY | RawFile.O_CLOEXEC));
        var highFd = RaiseLimit();
        var directory = Must.Succeed("fcntl", RawFile.fcntl(low, RawFile.F_DUPFD_CLOEXEC, (nint)highFd));
        RawFile.close(low);

        var file = Must.Succeed("open launcher.lock", RawFile.openat(directory, ChildRoot.Text("launcher.lock"u8),
            RawFile.O_RDWR | RawFile.O_CREAT | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW, 0x180));
        var lockFd = Must.Succeed("fcntl", RawFile.fcntl(file, RawFile.F_DUPFD_CLOEXEC, (nint)highFd));
        RawFile.close(file);
        if (RawFile.flock(lockFd, RawFile.LOCK_EX | RawFile.LOCK_NB) < 0)
        {
            Console.Error.WriteLine($"orch-launcher: another launcher already serves {runDirectory}");
            return AlreadyServed;
        }
        WritePid(lockFd);
        RawProcess.prctl(RawProcess.PR_SET_DUMPABLE, 0);
        RawFile.chdir(ChildRoot.Text("/"u8));
        var listener = ListenSocket.Open(directory, highFd);
        var server = new Server(listener, StateFile.Open(directory), highFd);
        RawFile.write(1, ChildRoot.Text("ready\n"u8), 6);
        ReleaseStandard(directory);
        var nothingLeft = server.Run();
        RawFile.unlinkat(directory, ChildRoot.Text("launcher.sock"u8), 0);
        if (nothingLeft)
            RawFile.unlinkat(directory, ChildRoot.Text("launcher.state"u8), 0);
        return 0;
    }

    /// <summary>
    /// As many descriptors as allowed, since each container costs one; those that stay live above the returned number,
    /// so that a child copies only a small table.
    /// </summary>
    private static uint RaiseLimit()
    {
        RawProcess.rlimit limit = default;
        RawCall.Invoke(302, 0, (nint)RlimitNofile, 0, (nint)(&limit));
        limit.soft = limit.hard;
        RawProcess.setrlimit(RlimitNofile, &limit);
        return limit.hard >= 2048 ? 512u : 128u;
    }

    /// <summary>Who holds the lock, for the next daemon of an ordinary user (LivingNamespace).</summary>
    private static void WritePid(nint file)
    {
        var text = stackalloc byte[16];
        System.Buffers.Text.Utf8Formatter.TryFormat((int)RawProcess.getpid(), new Span<byte>(text, 15), out var length);
        RawFile.ftruncate(file, 0);
        RawFile.write(file, text, length);
    }

    private static void ReleaseStandard(nint directory)
    {
        var nothing = Must.Succeed("open /dev/null", RawFile.openat(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8), RawFile.O_RDWR | RawFile.O_CLOEXEC));
        var log = RawFile.openat(directory, ChildRoot.Text("launcher.log"u8),
            RawFile.O_WRONLY | RawFile.O_CREAT | RawFile.O_APPEND | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW, 0x180);
        RawFile.dup3(nothing, 0, 0);
        RawFile.dup3(nothing, 1, 0);
        RawFile.dup3(log >= 0 ? log : nothing, 2, 0);
        RawFile.close(nothing);
        if (log >= 0)
            RawFile.close(log);
    }

    private static ulong Bit(int signal) => 1UL << (signal - 1);
}
