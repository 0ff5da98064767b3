using Akka.Actor;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// A new name is taken until its container has answered, as that of a creation is: the journal knows it only once the
/// rename is durable, and until then it could be given away a second time.
/// </summary>
internal sealed partial class FleetActor
{
    private readonly Dictionary<string, Guid> _renaming = new(StringComparer.Ordinal);

    private void Rename(RenameContainer rename)
    {
        string name = rename.NewName;
        if (Find(rename.Container, out Guid id) is { } unknown)
        {
            Sender.Tell(unknown);
        }
        else if (NameProblem(name) is { } refusal)
        {
            Sender.Tell(refusal);
        }
        else
        {
            IActorRef asker = Sender;
            _renaming[name] = id;
            ToChild(id, rename, new AnswerRef(Self, what => new RenameAnswered(name, asker, what)));
        }
    }

    private void RenameOver(RenameAnswered answered)
    {
        _renaming.Remove(answered.Name);
        answered.Asker.Tell(answered.What);
    }

    /// <summary>The container's actor failed: nobody will answer any more.</summary>
    private void ForgetRenames(Guid id)
    {
        foreach ((string name, Guid renamed) in _renaming)
        {
            if (renamed == id)
                _renaming.Remove(name);
        }
    }

    private sealed record RenameAnswered(string Name, IActorRef Asker, object What);
}
