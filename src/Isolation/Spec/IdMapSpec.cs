namespace Orchestrator.Isolation.Spec;

/// <summary>One line of a uid_map or gid_map.</summary>
public sealed record IdMapSpec(bool Group, uint Inside, uint Outside, uint Count);
