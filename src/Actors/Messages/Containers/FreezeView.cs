namespace Orchestrator.Actors.Messages.Containers;

/// <param name="Scope"><c>container</c>, <c>fleet</c>, or the selector of a partial fleet freeze.</param>
public sealed record FreezeView(Caller By, string? Reason, DateTimeOffset Since, DateTimeOffset? Until, string Scope);
