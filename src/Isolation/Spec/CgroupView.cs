namespace Orchestrator.Isolation.Spec;

/// <summary>How /sys/fs/cgroup looks: always the container's own part of the v2 tree.</summary>
public enum CgroupView
{
    ReadOnly,

    /// <summary>Not mounted by the engine.</summary>
    None,

    /// <summary>Handed over to the container's root, which may make groups below its own (cgroup-v2.rst, delegation).</summary>
    Delegated,
}
