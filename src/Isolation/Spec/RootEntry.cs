namespace Orchestrator.Isolation.Spec;

/// <summary>How the init gets into its root.</summary>
public enum RootEntry
{
    /// <summary>pivot_root(2): the host's tree is gone from the mount namespace.</summary>
    Pivot,

    /// <summary>chroot(2): the host's tree stays below the root. This is no boundary.</summary>
    Chroot,
}
