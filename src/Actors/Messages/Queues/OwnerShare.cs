namespace Orchestrator.Actors.Messages.Queues;

/// <param name="Share">The part of what was used lately, 0 to 1.</param>
public sealed record OwnerShare(string Owner, double Share);
