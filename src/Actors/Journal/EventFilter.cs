using Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Actors.Journal;

/// <summary>Which records a query wants.</summary>
internal sealed class EventFilter(EventQuery query)
{
    private readonly Guid? _id = Guid.TryParse(query.Container, out Guid id) ? id : null;

    public bool Wants(string manifest) =>
        query.Types is null || query.Types.Contains(EventManifests.TypeName(manifest));

    public bool Wants(JournalRecord record) =>
        (query.Container is null || record.Container == query.Container || (_id is not null && record.ContainerId == _id))
        && (query.Batch is null || record.Batch == query.Batch)
        && (query.Since is null || record.Time >= query.Since)
        && (query.Until is null || record.Time <= query.Until);
}
