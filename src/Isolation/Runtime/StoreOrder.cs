using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>One order about the storage of a container. Doing it again changes nothing.</summary>
/// <param name="Live">Its processes are there; they are frozen, or whoever asked wanted it so.</param>
public sealed record StoreOrder(StoreKind Kind, Guid Id, ContainerSpec Spec, PreparedContainer Prepared, bool Live)
{
    /// <summary>Its init, if it has one.</summary>
    public int? InitPid { get; init; }

    /// <summary>Name of the snapshot; of a copy, the one to take instead of the present state.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The new container of a copy.</summary>
    public CopyTarget? Target { get; init; }

    /// <summary>A copy shares with the original what can be shared; else it has files of its own.</summary>
    public bool Share { get; init; }
}
