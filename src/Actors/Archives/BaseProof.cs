using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Archives;

/// <summary>Looks, while the journal is read, for the record that says which hash the base must have.</summary>
internal sealed class BaseProof(ArchivedBase? from)
{
    public bool IsMissing { get; private set; } = from is not null;

    public void See(JournalRecord record)
    {
        if (IsMissing && record.Event is JournalArchived archived && archived.Through == from!.Through)
            IsMissing = archived.BaseSha256 != from.Sha256;
    }
}
