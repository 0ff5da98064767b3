using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Gives a container that runs something, or takes it away; it lasts until the container stops.</summary>
/// <param name="Action"><c>add-device</c>, <c>remove-device</c>, <c>attach-interface</c>, <c>detach-interface</c>, <c>mount</c> or <c>umount</c>.</param>
/// <param name="Source">
/// What of the host: a device node, a network device (to detach: its name inside), a file or directory to bind, or with
/// <see cref="FileSystem"/> its source.
/// </param>
/// <param name="Target">Path inside, or the interface's name after the move; null: as <paramref name="Source"/>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HotplugRequest(string Action, string? Source, string? Target)
{
    /// <summary>Such as <c>tmpfs</c>; null: the source is bound.</summary>
    public string? FileSystem { get; init; }

    /// <summary>MS_* of mount(2), or MNT_* of umount(2).</summary>
    public ulong Flags { get; init; }

    /// <summary>Options of the file system, such as <c>size=1m</c>.</summary>
    public string? Options { get; init; }
}
