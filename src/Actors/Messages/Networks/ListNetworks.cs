namespace Orchestrator.Actors.Messages.Networks;

/// <summary>All networks, in the order of their names.</summary>
public sealed record ListNetworks : IRequest<IReadOnlyList<NetworkView>>;
