using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Networks;

namespace Orchestrator.Actors.Model;

/// <summary>A network as its creation recorded it.</summary>
internal sealed record NetworkRecord
{
    public required Guid Id { get; init; }

    public required NetworkDefinition Definition { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public long CreatedSeq { get; init; }

    public static bool IsUsedBy(string network, ContainerState container) =>
        container.Spec.Networks?.Any(wanted => wanted.Network == network) == true;
}
