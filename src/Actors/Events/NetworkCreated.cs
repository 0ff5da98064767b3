using Orchestrator.Isolation.Networks;

namespace Orchestrator.Actors.Events;

/// <param name="Definition">With everything that was chosen for it.</param>
public sealed record NetworkCreated(Guid NetworkId, NetworkDefinition Definition) : INetworkEvent;
