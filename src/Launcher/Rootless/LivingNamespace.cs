using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Rootless;

/// <summary>
/// Finds the user namespace of an earlier daemon of the same run folder, through its launcher or any container: only
/// from there can the next daemon look after them.
/// </summary>
internal static unsafe class LivingNamespace
{
    private const nuint NsGetParent = 0xb702; // ioctl_ns(2)
    private const int MostLevels = 8;

    /// <summary>A descriptor, or -1 when nothing of an earlier daemon lives.</summary>
    public static int Find(string runDirectory)
    {
        var path = (byte*)Marshal.StringToCoTaskMemUTF8(runDirectory);
        var directory = RawFile.openat(RawFile.AT_FDCWD, path, RawFile.O_PATH | RawFile.O_DIRECTORY | RawFile.O_CLOEXEC);
        if (directory < 0)
            return -1;
        var found = OfLauncher(directory);
        if (found < 0)
            found = OfContainer(directory);
        RawFile.close(directory);
        return found;
    }

    private static int OfLauncher(nint directory)
    {
        var file = RawFile.openat(directory, ChildRoot.Text("launcher.lock"u8), RawFile.O_RDONLY | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW);
        if (file < 0)
            return -1;
        var text = stackalloc byte[16];
        var length = RawFile.read(file, text, 15);
        // While somebody holds the lock, the pid in the file is that of a living launcher.
        var held = RawFile.flock(file, RawFile.LOCK_EX | RawFile.LOCK_NB) < 0;
        RawFile.close(file);
        return held && length > 0 && System.Buffers.Text.Utf8Parser.TryParse(new ReadOnlySpan<byte>(text, (int)length), out int pid, out _)
            ? BelowOurs(pid)
            : -1;
    }

    private static int OfContainer(nint directory)
    {
        var there = RawFile.openat(directory, ChildRoot.Text("launcher.state"u8), RawFile.O_RDONLY | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW);
        if (there < 0)
            return -1;
        RawFile.close(there);
        var state = StateFile.Open(directory);
        foreach (var number in state.Left())
        {
            var record = state.At(number);
            if (record->State != StateRecord.Started || record->StartTicks == 0 || Maps.StartTicks(record->Pid) != record->StartTicks)
                continue;
            var found = BelowOurs(record->Pid);
            if (found >= 0)
                return found;
        }
        return -1;
    }

    /// <summary>The process's user namespace or the one above it whose parent is ours.</summary>
    private static int BelowOurs(int pid)
    {
        var own = Maps.Open((int)RawProcess.getpid(), "ns/user"u8, RawFile.O_RDONLY);
        var at = Maps.Open(pid, "ns/user"u8, RawFile.O_RDONLY);
        for (var level = 0; own >= 0 && at >= 0 && level < MostLevels && !Same(at, own); level++)
        {
            var parent = RawFile.ioctl(at, NsGetParent, 0);
            if (parent >= 0 && Same(parent, own))
            {
                RawFile.close(parent);
                RawFile.close(own);
                return (int)at;
            }
            RawFile.close(at);
            at = parent;
        }
        RawFile.close(own);
        RawFile.close(at);
        return -1;
    }

    private static bool Same(nint one, nint other)
    {
        RawFile.statx_t first, second;
        return RawFile.statx(one, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &first) >= 0
            && RawFile.statx(other, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &second) >= 0
            && first.stx_ino == second.stx_ino;
    }
}
