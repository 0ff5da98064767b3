using Akka.Actor;
using Akka.Persistence;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// The one persistent actor of the node: writes batches as it is given them. It recovers nothing but its sequence
/// number; the fold is done by a raw scan, which costs a tenth. A failed write ends it, as Akka.Persistence demands;
/// <see cref="JournalActor"/> starts the next one and sorts out what became of the batch.
/// </summary>
internal sealed class JournalWriter : UntypedPersistentActor
{
    private readonly IActorRef _journal;
    private int _unwritten;

    public JournalWriter(IActorRef journal, string persistenceId)
    {
        _journal = journal;
        PersistenceId = persistenceId;
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => Recovery.None;

    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            _journal.Tell(new Ready(LastSequenceNr));
    }

    protected override void OnCommand(object message)
    {
        if (message is not Write write)
        {
            Unhandled(message);
            return;
        }
        if (LastSequenceNr + 1 != write.FirstSeq)
        {
            _journal.Tell(new Failed($"The journal is at {LastSequenceNr}, but {write.FirstSeq} was to be written."));
            Context.Stop(Self);
            return;
        }
        Failpoint.Hit("journal.before-write");
        _unwritten = write.Records.Count;
        PersistAllAsync(write.Records, _ =>
        {
            if (--_unwritten > 0)
                return;
            Failpoint.Hit("journal.after-write");
            _journal.Tell(new Written());
        });
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _journal.Tell(new Failed(cause.GetBaseException().Message));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _journal.Tell(new Failed(cause.GetBaseException().Message));
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _journal.Tell(new Failed(reason.GetBaseException().Message));

    internal sealed record Write(long FirstSeq, IReadOnlyList<SealedRecord> Records);

    internal sealed record Written;

    internal sealed record Ready(long LastSeq);

    internal sealed record Failed(string Problem);
}
