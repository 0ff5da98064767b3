using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// A process that makes namespaces ahead, for a container that is not there yet: as root of a user namespace that has its id
/// maps already, so that the files of its network devices are that root's.
/// </summary>
internal static unsafe class ChildNamespaces
{
    public const ulong Kinds = RawProcess.CLONE_NEWNET | RawProcess.CLONE_NEWIPC | RawProcess.CLONE_NEWUTS;
    private const nuint SiocSifFlags = 0x8914;
    private const int IffUpAndRunning = 0x41, Pause = 34, Interrupted = -4;

    /// <param name="go">A byte comes from here once the maps are written; its end is the launcher's.</param>
    /// <param name="done">An int goes there: 0 or minus errno.</param>
    public static void Run(int go, int done)
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        RawProcess.prctl(RawProcess.PR_SET_DUMPABLE, 0);
        byte word = 0;
        while (RawFile.read(go, &word, 1) == Interrupted)
        {
        }
        if (word == 0)
            ChildMain.Exit(125);
        var result = (int)Make();
        RawFile.write(done, &result, sizeof(int));
        while (true)
            RawCall.Invoke(Pause);
    }

    private static nint Make()
    {
        var result = RawProcess.unshare(Kinds);
        if (result < 0)
            return result;
        var socket = RawSocket.socket(RawSocket.AF_INET, RawSocket.SOCK_DGRAM | RawSocket.SOCK_CLOEXEC, 0);
        if (socket < 0)
            return socket;
        Loopback request = default;
        request.Name = 'l' | ('o' << 8);
        request.Flags = IffUpAndRunning;
        result = RawFile.ioctl(socket, SiocSifFlags, (nint)(&request));
        RawFile.close(socket);
        return result;
    }

    /// <summary>struct ifreq of 40 bytes; the name "lo" fits into its first word.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct Loopback
    {
        [FieldOffset(0)] public int Name;
        [FieldOffset(16)] public short Flags;
    }
}
