using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Journal;

/// <summary>An event that is to become durable.</summary>
internal sealed record Entry(
    IEvent Event, Caller Caller, string Cause, Guid? ContainerId = null, string? Container = null, string? Batch = null);
