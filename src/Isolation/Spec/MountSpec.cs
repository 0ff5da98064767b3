namespace Orchestrator.Isolation.Spec;

public enum MountKind
{
    /// <summary>A host file or directory, read-only unless asked otherwise.</summary>
    Bind,

    /// <summary>A fresh tmpfs.</summary>
    Tmpfs,

    /// <summary>
    /// A host directory that root inside the container writes and <see cref="MountSpec.OwnerUid"/> owns outside,
    /// by an id-mapped mount (mount_setattr(2), MOUNT_ATTR_IDMAP).
    /// </summary>
    Output,
}

/// <summary>One mount of a container, made after the root and the standard mounts.</summary>
public sealed record MountSpec
{
    public MountKind Kind { get; init; }

    /// <summary>Absolute host path; null for tmpfs.</summary>
    public string? Source { get; init; }

    /// <summary>Absolute path inside the container; created when missing. Links in it never lead outside the rootfs.</summary>
    public required string Target { get; init; }

    public bool ReadOnly { get; init; } = true;

    /// <summary>Size limit in bytes, tmpfs only.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Host uid and gid that own what the container's root writes; for <see cref="MountKind.Output"/>.</summary>
    public uint OwnerUid { get; init; }

    public uint OwnerGid { get; init; }
}
