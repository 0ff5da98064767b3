using Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Actors.Journal;

/// <summary>Which records a query wants.</summary>
internal sealed class EventFilter(EventQuery query)
{
    private readonly Guid? _id = Guid.TryParse(query.Container, out Guid id) ? id : null;

    private readonly byte[]? _text = query.Container is { } name
        ? System.Text.Encoding.UTF8.GetBytes(
            Guid.TryParse(name, out Guid known) ? $"\"id\":\"{known}\"" : $"\"container\":\"{name}\"")
        : null;

    /// <summary>Looks at the stored bytes only: most records of a long history need not be taken apart.</summary>
    public bool MayWant(StoredRecord stored) =>
        Wants(stored.Manifest) && (_text is null || stored.Payload.Span.IndexOf(_text) >= 0);

    public bool Wants(string manifest) =>
        query.Types is null || query.Types.Contains(EventManifests.TypeName(manifest));

    public bool Wants(JournalRecord record) =>
        (query.Container is null || record.Container == query.Container || (_id is not null && record.ContainerId == _id))
        && (query.Batch is null || record.Batch == query.Batch)
        && (query.Since is null || record.Time >= query.Since)
        && (query.Until is null || record.Time <= query.Until);
}
