namespace Orchestrator.Isolation.Host;

/// <summary>What this host offers for isolation, found out once at start; <c>orch info</c> shows it.</summary>
/// <param name="Kernel">Release of uname(2).</param>
/// <param name="Controllers">Controller names usable by containers, e.g. <c>memory</c>.</param>
/// <param name="CgroupParent">Path of the node's parent cgroup below each hierarchy.</param>
/// <param name="Lsm">Active security modules in the kernel's order; empty where it does not tell.</param>
/// <param name="Features">Name of a kernel feature, and whether it was found by trying it.</param>
public sealed record IsolationFeatures(
    string Kernel,
    CgroupLayout Layout,
    IReadOnlyList<string> Controllers,
    string CgroupParent,
    IReadOnlyList<string> Lsm,
    IReadOnlyDictionary<string, bool> Features)
{
    /// <summary>Null where the daemon is root of its host.</summary>
    public RootlessReport? Rootless { get; init; }
}
