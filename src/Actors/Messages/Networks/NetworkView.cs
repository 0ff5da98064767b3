using Orchestrator.Isolation.Networks;

namespace Orchestrator.Actors.Messages.Networks;

public sealed record NetworkView(
    Guid Id, NetworkDefinition Definition, Caller Owner, DateTimeOffset CreatedAt, IReadOnlyList<NetworkMemberView> Members);
