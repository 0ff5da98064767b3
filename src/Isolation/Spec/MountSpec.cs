using System.Text.Json.Serialization;

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

    /// <summary>A fresh file system of <see cref="MountSpec.Type"/>.</summary>
    Filesystem,

    /// <summary><see cref="MountSpec.Source"/> is a path inside the container.</summary>
    Inside,

    /// <summary>
    /// The node's volume named <see cref="MountSpec.Source"/>, made when it is not there. Its files have the owners that they
    /// have inside, whatever ids the container has outside.
    /// </summary>
    Volume,
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

    /// <summary>Whether <see cref="Source"/> is opened on the host.</summary>
    [JsonIgnore]
    public bool HasHostSource => Kind is MountKind.Bind or MountKind.Output or MountKind.Volume;

    /// <summary>The volume goes with the container: nobody named it. Null: it stays.</summary>
    public bool? Ephemeral { get; init; }

    /// <summary>File system type, e.g. mqueue; for <see cref="MountKind.Filesystem"/>.</summary>
    public string? Type { get; init; }

    /// <summary>Options of the file system, as mount(8) takes them after -o.</summary>
    public string? Options { get; init; }

    /// <summary>Exactly these attributes instead of nosuid, nodev and <see cref="ReadOnly"/>.</summary>
    public MountFlags? Flags { get; init; }

    /// <summary>False: without what is mounted below the source; null is true.</summary>
    public bool? Recursive { get; init; }

    /// <summary>private, shared, slave or unbindable, with a leading r for all below; null is private.</summary>
    public string? Propagation { get; init; }

    /// <summary>True: the container starts without this mount when it cannot be made.</summary>
    public bool? Optional { get; init; }

    /// <summary>False: the target must be there already; null is true.</summary>
    public bool? Create { get; init; }

    /// <summary>
    /// A path below the source that is mounted instead of it. Links in it lead nowhere outside of the source, whoever
    /// exchanges what meanwhile (CVE-2021-30465).
    /// </summary>
    public string? Subpath { get; init; }

    /// <summary>True: a symbolic link in the target or the <see cref="Subpath"/> is refused instead of followed inside.</summary>
    public bool? NoSymlinks { get; init; }

    /// <summary>True: the attributes are for this mount only, not for those below it.</summary>
    public bool? Shallow { get; init; }

    public MountIdMap? IdMap { get; init; }
    /// <summary>With SELinux the source is given a label that this container alone (<c>private</c>) or all (<c>shared</c>) may use.</summary>
    public string? Relabel { get; init; }
}
