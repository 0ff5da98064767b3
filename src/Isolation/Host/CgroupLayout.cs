namespace Orchestrator.Isolation.Host;

public enum CgroupLayout
{
    /// <summary>One cgroup2 tree with all controllers.</summary>
    V2,

    /// <summary>Controllers in v1 hierarchies and a cgroup2 tree beside them for freeze, kill and processes.</summary>
    Hybrid,

    /// <summary>v1 hierarchies only.</summary>
    V1,

    /// <summary>No cgroup file system is mounted.</summary>
    None,
}
