using System.Buffers.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// memory.reclaim of v2 (Documentation/admin-guide/cgroup-v2.rst) takes a number of bytes and says EAGAIN when there were
/// fewer to have; memory.force_empty of v1 takes what it can (Documentation/admin-guide/cgroup-v1/memory.rst, 5.1).
/// </summary>
internal static class MemoryReclaim
{
    public static ReclaimOutcome Run(CgroupHierarchies on, string group, GroupCounters counters)
    {
        var before = counters.Read().MemoryBytes;
        var errno = on.V1("memory") is { } v1
            ? v1.TryWrite($"{group}/memory.force_empty", "1"u8)
            : on.V2 is { } v2 ? Write(v2, group, before ?? 0) : Errno.ENOENT;
        var after = counters.Read().MemoryBytes;
        return new ReclaimOutcome(before, after, errno is 0 or Errno.EAGAIN or Errno.EBUSY
            ? null
            : $"The kernel refused to reclaim memory: {Errno.Name(errno)} ({Errno.Describe(errno)}).");
    }

    private static int Write(DirectoryHandle v2, string group, long bytes)
    {
        if (bytes == 0)
            return 0;
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(bytes, text, out var length);
        return v2.TryWrite($"{group}/memory.reclaim", text[..length]);
    }
}
