using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// <c>orch-launcher --console FOLDER NAME</c>: says "ready" once it listens at that name, then lets go of its standard
/// descriptors and holds one container's terminals.
/// </summary>
internal static unsafe class ConsoleProgram
{
    public static int Run(string folder, string name)
    {
        Detach.BeforeExec();
        RawProcess.prctl(RawProcess.PR_SET_DUMPABLE, 0);
        RawProcess.prctl(RawProcess.PR_SET_NAME, (nint)ChildRoot.Text("orch-console"u8));
        var directory = Must.Succeed($"open {folder}", RawFile.openat(RawFile.AT_FDCWD, (byte*)Marshal.StringToCoTaskMemUTF8(folder),
            RawFile.O_PATH | RawFile.O_DIRECTORY | RawFile.O_CLOEXEC));
        RawFile.chdir(ChildRoot.Text("/"u8));
        var listener = ListenSocket.Open(directory, highFd: 16, name);
        RawFile.write(1, ChildRoot.Text("ready\n"u8), 6);
        var nothing = RawFile.openat(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8), RawFile.O_RDWR | RawFile.O_CLOEXEC);
        for (var number = 0; number < 3; number++)
            RawFile.dup3(nothing, number, 0);
        RawFile.close(nothing);
        new ConsoleHolder(listener).Run();
        RawFile.unlinkat(directory, (byte*)Marshal.StringToCoTaskMemUTF8(name), 0);
        return 0;
    }
}
