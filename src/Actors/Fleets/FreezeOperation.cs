using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Fleets;

/// <summary>One freeze or thaw of many containers, from its intent to its answer: what all kinds of it share.</summary>
internal abstract class FreezeOperation : ReceiveActor
{
    private readonly ICommand _command;
    private readonly IActorRef _asker;
    private IDisposable? _patience;
    private long _tag;

    protected FreezeOperation(FreezeServices services, ICommand command, IActorRef asker, Guid? carried)
    {
        Services = services;
        _command = command;
        _asker = asker;
        Operation = carried ?? services.Clock.NewId();
    }

    protected FreezeServices Services { get; }

    protected Guid Operation { get; }

    protected static IReadOnlyDictionary<string, string> NoFailures { get; } = new Dictionary<string, string>();

    protected override void PostStop() => _patience?.Dispose();

    /// <summary>The intent is recorded, and what follows begins once it is durable; or it is refused.</summary>
    protected void Intend(IFleetEvent intent, Action then)
    {
        Record(intent, refusable: true);
        Receive<AppendRefused>(refused => End(refused.Refusal));
        Receive<OwnCommitted>(_ => then());
    }

    /// <summary>The outcome is recorded, and what follows begins once it is durable.</summary>
    protected void Conclude(IFleetEvent outcome, Action then)
    {
        Record(outcome, refusable: false);
        Become(() => Receive<OwnCommitted>(_ => then()));
    }

    protected void WaitAtMost(TimeSpan limit) => _patience = Services.Clock.After(limit, Self, new PatienceOver());

    protected void End(object answer)
    {
        // Before the answer: who asks for the opposite at once must not meet this operation.
        Services.Fleet.Tell(new Over());
        _asker.Tell(answer);
        Context.Stop(Self);
    }

    private void Record(IFleetEvent what, bool refusable) => Services.Journal.Tell(new Append(
        [new Entry(what, _command.Caller, _command.Cause)], ++_tag, refusable, Self));

    internal sealed record Over;

    protected sealed record PatienceOver;
}
