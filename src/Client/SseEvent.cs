namespace Orchestrator.Client;

/// <param name="Type">The field <c>event</c>; null for an ordinary one.</param>
/// <param name="Id">The field <c>id</c>: where to go on.</param>
internal readonly record struct SseEvent(string? Type, string Data, long? Id);
