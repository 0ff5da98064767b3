using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Messages.Queues;

/// <param name="Reserved">The member that is first and waits for room; what starts before it leaves room for it.</param>
public sealed record QueueView(
    IReadOnlyList<ClassView> Classes, IReadOnlyList<OwnerShare> Owners, Demand Capacity, Demand Used, string? Reserved);
