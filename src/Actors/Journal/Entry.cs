using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Journal;

/// <summary>An event that is to become durable.</summary>
/// <param name="Attempt">For an event that does not name its attempt itself; null where there is none.</param>
internal sealed record Entry(
    IEvent Event, Caller Caller, string Cause, Guid? ContainerId = null, string? Container = null, string? Batch = null,
    int? Attempt = null);
