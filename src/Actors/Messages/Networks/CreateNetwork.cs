using Orchestrator.Isolation.Networks;

namespace Orchestrator.Actors.Messages.Networks;

public sealed record CreateNetwork(Caller Caller, string Cause, NetworkDefinition Wish) : ICommand, IRequest<NetworkView>;
