using Orchestrator.Images.Layers.Tar;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>What a directory gets once everything in it is written.</summary>
internal sealed record DirectoryNote(
    uint Mode, uint Uid, uint Gid, long Seconds, long Nanoseconds, Dictionary<string, byte[]>? Attributes)
{
    public DirectoryNote(TarEntry entry)
        : this(entry.Mode, entry.Uid, entry.Gid, entry.Seconds, entry.Nanoseconds, entry.Attributes)
    {
    }

    public DirectoryNote(EntryStatus status, Dictionary<string, byte[]>? attributes)
        : this(status.Permissions, status.Uid, status.Gid, status.Seconds, status.Nanoseconds, attributes)
    {
    }
}
