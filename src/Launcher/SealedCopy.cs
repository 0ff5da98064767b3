using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher;

/// <summary>
/// The launcher runs from a sealed memfd: a container that gets hold of /proc/PID/exe has a file that nothing can
/// write to, and the one on disk stays as it is (CVE-2019-5736).
/// </summary>
internal static unsafe class SealedCopy
{
    public static bool IsRunning()
    {
        var self = OpenSelf();
        var seals = RawFile.fcntl(self, RawFile.F_GET_SEALS, 0);
        RawFile.close(self);
        return seals >= 0 && (seals & RawFile.SealAll) == RawFile.SealAll;
    }

    /// <summary>Executes the copy with an environment of its own: nothing of the daemon's stays in memory. Returns only on failure.</summary>
    public static nint Execute(string[] arguments)
    {
        var self = OpenSelf();
        var copy = RawFile.memfd_create(ChildRoot.Text("orch-launcher"u8),
            RawFile.MFD_CLOEXEC | RawFile.MFD_ALLOW_SEALING | RawFile.MFD_EXEC);
        if (copy == -22)
        {
            // MFD_EXEC came with Linux 6.3; before that every memfd was executable.
            copy = RawFile.memfd_create(ChildRoot.Text("orch-launcher"u8), RawFile.MFD_CLOEXEC | RawFile.MFD_ALLOW_SEALING);
        }
        Must.Succeed("memfd_create", copy);
        while (Must.Succeed("sendfile", RawFile.sendfile(copy, self, 1 << 30)) > 0)
        {
        }
        Must.Succeed("fcntl(F_ADD_SEALS)", RawFile.fcntl(copy, RawFile.F_ADD_SEALS, RawFile.SealAll));

        var pointers = stackalloc byte*[arguments.Length + 2];
        pointers[0] = ChildRoot.Text("orch-launcher"u8);
        for (var i = 0; i < arguments.Length; i++)
            pointers[i + 1] = (byte*)System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8(arguments[i]);
        pointers[arguments.Length + 1] = null;
        // What is alive here is small; collecting often keeps the memory small that each child is a copy of.
        var environment = stackalloc byte*[3];
        environment[0] = ChildRoot.Text("DOTNET_GCgen0size=0x80000"u8);
        environment[1] = Failpoint.Active is { } failpoints
            ? (byte*)System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8($"{Failpoint.Variable}={failpoints}")
            : null;
        environment[2] = null;
        return RawProcess.execveat(copy, ChildRoot.Text(""u8), pointers, environment, RawFile.AT_EMPTY_PATH);
    }

    private static nint OpenSelf() => Must.Succeed("open /proc/self/exe",
        RawFile.openat(RawFile.AT_FDCWD, ChildRoot.Text("/proc/self/exe"u8), RawFile.O_RDONLY | RawFile.O_CLOEXEC));
}
