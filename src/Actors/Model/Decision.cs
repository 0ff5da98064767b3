using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Model;

/// <summary>Events to record with <see cref="Verdict.Go"/>, the refusal with <see cref="Verdict.No"/>.</summary>
internal sealed record Decision(Verdict Verdict, IReadOnlyList<IContainerEvent> Events, Refusal? Refusal)
{
    public static Decision Of(Verdict verdict) => new(verdict, [], null);

    public static Decision Record(params IContainerEvent[] events) => new(Verdict.Go, events, null);

    public static Decision Refuse(RefusalKind kind, string reason) => new(Verdict.No, [], new Refusal(kind, reason));
}
