namespace Orchestrator.Actors.Messages.Containers;

/// <summary>The latest sample of each live container, or of one.</summary>
public sealed record GetStats(string? Container = null, bool History = false) : IRequest<IReadOnlyList<StatsView>>;
