using System.Diagnostics;
using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// Waits for a key of a v2 cgroup.events file: the kernel signals each change by POLLPRI
/// (Documentation/admin-guide/cgroup-v2.rst, "[Un]populated Notification").
/// </summary>
internal static class EventsFile
{
    /// <summary>
    /// True once <paramref name="key"/> has the value; false when the time ran out; null when the cgroup is gone.
    /// </summary>
    public static async Task<bool?> WaitAsync(
        DirectoryHandle parent, string group, string key, long value, TimeSpan limit, CancellationToken cancel)
    {
        var file = parent.TryOpenFile(Path(group), Fcntl.O_RDONLY, out _);
        if (file is null)
            return null;
        using (file)
        {
            var keyBytes = System.Text.Encoding.ASCII.GetBytes(key);
            var soon = TimeSpan.FromMilliseconds(Math.Min(5, limit.TotalMilliseconds));
            // Nearly always it is there at once or within a few milliseconds; only then is a thread worth its price.
            if (Wait(file, keyBytes, value, soon, cancel) is not false and var early)
                return early;
            return await Task.Factory.StartNew(
                () => Wait(file, keyBytes, value, limit - soon, cancel),
                cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    public static string Path(string group) => group.Length == 0 ? "cgroup.events" : $"{group}/cgroup.events";

    private static unsafe bool? Wait(Descriptor file, byte[] key, long value, TimeSpan limit, CancellationToken cancel)
    {
        Span<byte> buffer = stackalloc byte[256];
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var got = file.ReadOnce(buffer);
            if (got < 0)
                return null;
            if (CounterFile.Find(buffer[..got], key) == value)
                return true;
            var left = limit - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            cancel.ThrowIfCancellationRequested();
            var entry = new Poll.pollfd { fd = file.Number, events = Poll.POLLPRI };
            // At most 100 ms at a time, so that a cancellation is seen.
            var slice = (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 1, 100);
            // SAFETY: the struct lives on this stack frame for the length of the call.
            if (Poll.poll(&entry, 1, slice) < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                return false;
        }
    }
}
