using Akka.Actor;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Images;

namespace Orchestrator.Actors.Images;

/// <summary>Puts what is done with images and volumes into the journal, and answers once it is durable.</summary>
internal sealed class ImageRecorder : ReceiveActor
{
    private readonly Dictionary<long, IActorRef> _waiting = [];
    private long _tag;

    public ImageRecorder(IActorRef journal)
    {
        Receive<RecordImage>(record =>
        {
            _waiting[++_tag] = Sender;
            journal.Tell(new Append([new Entry(record.Event, record.Caller, record.Cause)], _tag, Refusable: true, Self));
        });
        Receive<OwnCommitted>(done => Answer(done.Tag, new ImageRecorded(done.Records[^1].Seq)));
        Receive<AppendRefused>(refused => Answer(refused.Tag, refused.Refusal));
    }

    private void Answer(long tag, object answer)
    {
        if (_waiting.Remove(tag, out IActorRef? asker))
            asker.Tell(answer);
    }
}
