namespace Orchestrator.Actors.Containers;

/// <summary>What became durable about one container, in order; from the fleet, which alone folds.</summary>
/// <param name="Tag">The container's own number of the append, if it was its own; else 0.</param>
internal sealed record Steps(long Tag, IReadOnlyList<Step> All);
