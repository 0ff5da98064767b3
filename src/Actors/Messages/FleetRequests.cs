using Akka.Actor;

namespace Orchestrator.Actors.Messages;

public static class FleetRequests
{
    /// <summary>
    /// Sends a request to the fleet and waits for its reply for as long as <paramref name="cancel"/> allows. A
    /// cancelled command may still be carried out: its events tell.
    /// </summary>
    public static async Task<Reply<TView>> RequestAsync<TView>(
        this IActorRef fleet, IRequest<TView> request, CancellationToken cancel)
    {
        object answer = await fleet.Ask<object>(request, Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(false);
        return answer switch
        {
            Refusal refusal => new Reply<TView>(default, refusal),
            TView view => new Reply<TView>(view, null),
            Status.Failure failure => throw new InvalidOperationException($"{request.GetType().Name} failed.", failure.Cause),
            _ => throw new InvalidOperationException($"{request.GetType().Name} was answered by {answer.GetType().Name}."),
        };
    }
}
