namespace Orchestrator.Client;

/// <param name="Type">The field <c>event</c>; null for an ordinary one.</param>
internal readonly record struct SseEvent(string? Type, string Data);
