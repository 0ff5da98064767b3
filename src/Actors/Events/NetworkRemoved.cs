namespace Orchestrator.Actors.Events;

/// <param name="Problem">It never came to be: what the kernel refused. Null: somebody removed it.</param>
public sealed record NetworkRemoved(Guid NetworkId, string Name, string? Problem = null) : INetworkEvent;
