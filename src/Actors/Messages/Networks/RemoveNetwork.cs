namespace Orchestrator.Actors.Messages.Networks;

/// <summary>Answered with what the network was. Refused while a container has it.</summary>
public sealed record RemoveNetwork(Caller Caller, string Cause, string Network) : ICommand, IRequest<NetworkView>;
