namespace Orchestrator.Isolation.Spec;

/// <summary>One thing that is put into a container that runs, or taken out of it; it lasts until the attempt ends.</summary>
/// <param name="Target">A path inside; of an interface its name after the move.</param>
/// <param name="Source">
/// What of the host it is: a device node, a network device, a file or directory, the source of a file system. Of
/// <see cref="HotplugKind.DetachInterface"/> the name inside. Null where there is none.
/// </param>
public sealed record HotplugSpec(HotplugKind Kind, string Target, string? Source)
{
    /// <summary>Of a mount; null: <see cref="Source"/> is bound.</summary>
    public string? FileSystem { get; init; }

    /// <summary>Of a mount MS_* of mount(2), of an unmount MNT_* of umount(2).</summary>
    public ulong Flags { get; init; }

    /// <summary>Of a file system, such as <c>size=1m,mode=755</c>.</summary>
    public string? Options { get; init; }

    /// <summary>Whether it takes away what <paramref name="other"/> gave.</summary>
    public bool Undoes(HotplugSpec other) => (Kind, other.Kind) switch
    {
        (HotplugKind.RemoveDevice, HotplugKind.AddDevice) or (HotplugKind.Umount, HotplugKind.Mount) => Target == other.Target,
        (HotplugKind.DetachInterface, HotplugKind.AttachInterface) => Source == other.Target,
        _ => false,
    };
}
