namespace Orchestrator.Isolation.Spec;

/// <summary>One file of the container's cgroup and a value for it.</summary>
/// <param name="Version">1 or 2; 0: of whichever version the host has the controller.</param>
public sealed record CgroupFileSpec(int Version, string File, string Value);
