namespace Orchestrator.Lxc;

/// <summary>What belongs to the storage of a new container (<c>struct bdev_specs</c>).</summary>
public sealed record LxcStorageSpecs
{
    /// <summary>The file system of a loop or block device; null: ext4.</summary>
    public string? FsType { get; init; }

    /// <summary>Its bytes; 0: the default.</summary>
    public ulong FsSize { get; init; }

    /// <summary>The directory of a root of the kind dir, instead of <c>PATH/NAME/rootfs</c>.</summary>
    public string? Directory { get; init; }
}
