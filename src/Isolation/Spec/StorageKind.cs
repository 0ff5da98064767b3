namespace Orchestrator.Isolation.Spec;

/// <summary>Where a container's root comes from and what it writes goes to.</summary>
public enum StorageKind
{
    /// <summary>The image is a shared, read-only layer; what the container writes goes to a layer of its own (overlayfs).</summary>
    Overlay,

    /// <summary>A directory with a copy of the whole image.</summary>
    Directory,

    /// <summary>The same as a subvolume of btrfs, which can be copied in one step.</summary>
    Btrfs,

    /// <summary>A file with an ext4 file system that holds a copy of the whole image.</summary>
    Loop,
}
