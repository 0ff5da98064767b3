using Orchestrator.Kernel;

namespace Orchestrator.Netlink;

/// <summary>What the kernel answered to a message that it did not carry out.</summary>
/// <param name="Number">errno, positive.</param>
/// <param name="Reason">The kernel's own words (extended acks); null where it has none.</param>
/// <param name="Offset">Where in the message the attribute is that it means; null where it says nothing of it.</param>
/// <param name="Index">Which message of a batch it is, from 0.</param>
public sealed record NetlinkError(int Number, string? Reason, uint? Offset, int Index)
{
    /// <summary>For a user: "EEXIST (file exists): the kernel's words".</summary>
    public string Text
    {
        get
        {
            var text = $"{Errno.Name(Number)} ({Errno.Describe(Number)})";
            return Reason is null ? text : $"{text}: {Reason}";
        }
    }
}
