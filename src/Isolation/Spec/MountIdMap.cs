namespace Orchestrator.Isolation.Spec;

/// <summary>Shows the files of one mount with other owners than they have on disk (mount_setattr(2), MOUNT_ATTR_IDMAP).</summary>
public sealed record MountIdMap
{
    /// <summary>Also on what is mounted below.</summary>
    public bool Recursive { get; init; }

    /// <summary>Null: as the container's user namespace maps, so that root's files are those of root inside.</summary>
    public IReadOnlyList<MountIdRange>? Ranges { get; init; }
}
