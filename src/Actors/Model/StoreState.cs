using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Model;

/// <summary>What is being done with the files of a container.</summary>
/// <param name="Since">When it was asked for.</param>
internal sealed record StoreState(StoreKind Kind, Caller By, DateTimeOffset Since)
{
    public string? Snapshot { get; init; }

    public string? Comment { get; init; }

    public Guid? CopyId { get; init; }
}
