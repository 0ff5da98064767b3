using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>What a configuration does not say itself.</summary>
public sealed record LxcContext
{
    public required string Name { get; init; }

    /// <summary>Without lxc.rootfs.path it has the host's root, as with LXC; false: that is refused.</summary>
    public bool HostRoot { get; init; }

    /// <summary>What was asked for beside the configuration: image or root, and the command.</summary>
    public ContainerSpec Asked { get; init; } = new();

    /// <summary>Texts of files that the configuration names, read with the caller's rights.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>The caller's values of the variables that the configuration names without one.</summary>
    public IReadOnlyDictionary<string, string> CallerEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Security modules that are active on this host.</summary>
    public IReadOnlyList<string> Lsm { get; init; } = [];

    /// <summary>Cgroup v1 controllers are in use on this host.</summary>
    public bool CgroupV1 { get; init; }

    /// <summary>Controllers are in use on the v2 tree.</summary>
    public bool CgroupV2 { get; init; }
}
