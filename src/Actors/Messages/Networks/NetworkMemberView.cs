namespace Orchestrator.Actors.Messages.Networks;

/// <summary>A container that has an interface in a network, whether it runs or not.</summary>
/// <param name="Addresses">With their prefixes; empty where the engine does not know them.</param>
public sealed record NetworkMemberView(Guid Id, string Container, bool Runs, IReadOnlyList<string> Addresses, string? Mac, IReadOnlyList<string> Aliases);
