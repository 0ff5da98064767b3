namespace Orchestrator.Isolation.Host;

/// <summary>What all containers together can have at most.</summary>
internal sealed record HostCapacity(int Processors, long MemoryBytes);
