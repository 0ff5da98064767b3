namespace Orchestrator.Isolation.Host;

/// <summary>A line of /proc/self/uid_map: ids of the own user namespace and those of the one above.</summary>
public sealed record IdExtent(uint Inside, uint Outside, uint Count);
