using System.Globalization;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Contracts;
using EventView = Orchestrator.Contracts.Events.EventView;

namespace Orchestrator.Daemon.Api.Events;

internal static class EventRoutes
{
    // Each costs a connection and its buffers; who gets none may ask again.
    private const int MaxStreams = 4_096;

    private static int _streams;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/events", "Events as server-sent events; follow=true goes on, Last-Event-ID resumes")
        {
            Queries = ["follow", "after", "through", "since", "until", "container", "batch", "type"],
            Response = typeof(EventView),
            ResponseType = "text/event-stream",
            Stream = StreamAsync,
        },
    ];

    private static async Task StreamAsync(ApiCall call)
    {
        var query = Query(call);
        var follow = call.Query("follow") != "false";
        if (await RefusalAsync(call, query) is { } problem)
        {
            await ApiRouter.WriteAsync(call.Http, ApiAnswer.Problem(problem));
            return;
        }
        if (Interlocked.Increment(ref _streams) > MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            await ApiRouter.WriteAsync(call.Http, ApiAnswer.Problem(new Problem
            {
                Title = $"{MaxStreams} readers follow the events already",
                Next = "Try again when others have ended",
                Status = StatusCodes.Status429TooManyRequests,
            }));
            return;
        }
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel, call.Node.Lifetime.ApplicationStopping);
        try
        {
            await response.StartAsync(call.Cancel);
            var cursor = new EventCursor();
            var stream = new EventStream(call.Http, call.Node.Time, stopping.Token);
            var events = follow
                ? call.Node.Events.FollowAsync(query, cursor, stopping.Token)
                : call.Node.Events.ReadAsync(query, stopping.Token);
            await stream.WriteAsync(events, follow ? cursor : null);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    /// <summary>What can be said before the answer begins: a cursor that fits no journal.</summary>
    private static async Task<Problem?> RefusalAsync(ApiCall call, EventQuery query)
    {
        try
        {
            var head = await call.Node.Events.HeadAsync(call.Cancel);
            if (query.AfterSeq > head)
                return new Problem
                {
                    Title = $"The journal ends at event {head}, and the cursor {query.AfterSeq} lies ahead of it",
                    Detail = "A cursor that lies ahead of the journal is one of another journal, or this one was put back to an older state.",
                    Next = $"Begin anew after event {head}, e.g. with: orch events",
                    Status = 400,
                };
            // The first record shows whether it is still there; a time finds its own beginning.
            if (query is { Since: null, AfterSeq: { } after } && after < head)
                await foreach (var _ in call.Node.Events.ReadAsync(new EventQuery(after), call.Cancel))
                    break;
            return null;
        }
        catch (Exception error) when (EventProblems.Foreseen(error))
        {
            return EventProblems.Of(error);
        }
    }

    private static EventQuery Query(ApiCall call)
    {
        var after = Number(call, "after");
        // A browser's EventSource sends what it saw last; it wins over where the first request began.
        if (call.Http.Request.Headers["Last-Event-ID"] is [{ } last, ..] && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            after = Math.Max(after ?? 0, seen);
        var types = call.Queries("type").OfType<string>().ToList();
        return new EventQuery(
            after,
            Number(call, "through"),
            call.Query("container"),
            call.Query("batch"),
            types.Count == 0 ? null : types,
            Time(call, "since"),
            Time(call, "until"));
    }

    private static long? Number(ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadRequestException($"'{name}' must be a whole number, not '{text}'");
    }

    private static DateTimeOffset? Time(ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadRequestException($"'{name}' must be a time, not '{text}'");
    }
}
