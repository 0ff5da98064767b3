namespace Orchestrator.Isolation.Networks;

/// <summary>A network of the journal.</summary>
public sealed record KnownNetwork(Guid Id, NetworkDefinition Definition);
