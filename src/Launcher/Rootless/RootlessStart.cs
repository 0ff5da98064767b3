using System.Collections;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Rootless;

/// <summary>
/// Starts the daemon of an ordinary user as root of a user namespace and stays above it: passes on signals and ends as it
/// ends. The ids are mapped by newuidmap(1) and newgidmap(1), which know what the administrator has given to whom.
/// </summary>
internal static unsafe class RootlessStart
{
    private const int EngineError = 125;

    /// <summary>Tells the daemon that it is root of such a namespace only.</summary>
    private const string Variable = "ORCH_ROOTLESS=1";

    public static int Run(string[] words, RootlessArguments arguments)
    {
        BlockSignals(words);
        using var argv = new StringVector(arguments.Program);
        int* outside = stackalloc int[2];
        Must.Succeed("socketpair", RawSocket.socketpair(RawSocket.AF_UNIX, RawSocket.SOCK_SEQPACKET | RawSocket.SOCK_CLOEXEC, outside));
        OutsideProgram.Start(outside[0]);
        using var envp = new StringVector(Environment(Variable, $"{OutsideProgram.Variable}={outside[1]}"));
        int* notes = stackalloc int[2], orders = stackalloc int[2];
        Must.Succeed("pipe2", RawFile.pipe2(notes, RawFile.O_CLOEXEC));
        Must.Succeed("pipe2", RawFile.pipe2(orders, RawFile.O_CLOEXEC));
        DaemonStart start;
        start.UserNamespace = LivingNamespace.Find(arguments.RunDirectory);
        start.Notes = notes[1];
        start.Orders = orders[0];
        start.Outside = outside[1];
        start.Program = argv.Pointer[0];
        start.Argv = argv.Pointer;
        start.Envp = envp.Pointer;

        var child = RawCall.Invoke(56, RawProcess.SIGCHLD); // clone(2)
        if (child == 0)
        {
            ChildDaemon.Run(&start);
            ChildMain.Exit(EngineError);
        }
        Must.Succeed("clone", child);
        RawFile.close(notes[1]);
        RawFile.close(orders[0]);
        RawFile.close(outside[0]);
        RawFile.close(outside[1]);
        if (Map(arguments, (int)child, notes[0], orders[1]) is { } problem)
        {
            Console.Error.WriteLine($"orchd: {problem}");
            RawProcess.kill(child, RawProcess.SIGKILL);
            return EngineError;
        }
        RawFile.close(notes[0]);
        RawFile.close(orders[1]);
        return Supervisor.Watch(child);
    }

    /// <summary>Null once the daemon's program was executed, or why it was not.</summary>
    private static string? Map(RootlessArguments arguments, int child, int notes, int orders)
    {
        var note = stackalloc byte[DaemonStart.NoteBytes];
        while (RawFile.read(notes, note, DaemonStart.NoteBytes) is var read and not 0)
        {
            if (read != DaemonStart.NoteBytes)
                continue;
            if (note[0] == ChildDaemon.Failed)
                return Explain((Call)note[1], note[2]);
            if (IdMapping.Write(arguments, child) is { } problem)
                return problem;
            var go = ChildDaemon.Go;
            RawFile.write(orders, &go, 1);
        }
        return null;
    }

    private static string Explain(Call call, int errno) => call switch
    {
        // user_namespaces(7): ENOSPC is the limit, EPERM a switch of the distribution or of a security module.
        Call.unshare => $"this kernel does not let an ordinary user make namespaces ({Errno.Name(errno)}). "
            + "The administrator can allow it: sysctl user.max_user_namespaces (above 0), and where they exist "
            + "kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0.",
        Call.execve => $"the daemon's program cannot be executed ({Errno.Name(errno)}).",
        _ => $"{call} failed with {Errno.Name(errno)} ({Errno.Describe(errno)}) while the daemon's namespaces were made.",
    };

    /// <summary>Blocked over an execve, so that no thread of the runtime takes one with its default action.</summary>
    private static void BlockSignals(string[] words)
    {
        ulong mask = 0;
        RawProcess.rt_sigprocmask(RawProcess.SIG_BLOCK, null, &mask);
        const ulong Terminate = 1UL << (15 - 1);
        if ((mask & Terminate) != 0)
            return;
        var all = ulong.MaxValue;
        RawProcess.rt_sigprocmask(RawProcess.SIG_SETMASK, &all, null);
        using var argv = new StringVector(["orch-launcher", .. words]);
        using var envp = new StringVector(Environment());
        Must.Succeed("execve", RawProcess.execve(ChildRoot.Text("/proc/self/exe"u8), argv.Pointer, envp.Pointer));
    }

    private static List<string> Environment(params string[] more)
    {
        var entries = new List<string>(more);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            entries.Add($"{entry.Key}={entry.Value}");
        return entries;
    }
}
