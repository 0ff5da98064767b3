using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Mapping;
using EventView = Orchestrator.Contracts.Events.EventView;
using Model = Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Daemon.Api.Events;

internal static class EventRoutes
{
    // Bytes that may wait for a flush while history is sent.
    private const int Unflushed = 64 * 1024;

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
        try
        {
            await call.Node.Events.HeadAsync(call.Cancel);
        }
        catch (InvalidDataException error)
        {
            await ApiRouter.WriteAsync(call.Http, ApiAnswer.Problem(Unreadable(error)));
            return;
        }
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(call.Cancel);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel, call.Node.Lifetime.ApplicationStopping);
        var events = call.Query("follow") != "false"
            ? call.Node.Events.FollowAsync(query, stopping.Token)
            : call.Node.Events.ReadAsync(query, stopping.Token);
        var unflushed = 0;
        await using var cursor = events.GetAsyncEnumerator(stopping.Token);
        try
        {
            while (true)
            {
                var next = cursor.MoveNextAsync();
                if (!next.IsCompleted && unflushed > 0)
                {
                    await response.BodyWriter.FlushAsync(stopping.Token);
                    unflushed = 0;
                }
                if (!await next)
                    break;
                unflushed += Write(response, ToView(cursor.Current));
                if (unflushed < Unflushed)
                    continue;
                await response.BodyWriter.FlushAsync(stopping.Token);
                unflushed = 0;
            }
            await response.BodyWriter.FlushAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
        }
        catch (InvalidDataException error)
        {
            // The answer has begun: the reader learns it as an event, and does not take the end for the end of history.
            response.BodyWriter.Write("event: problem\ndata: "u8);
            response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(Unreadable(error), ContractsJson.Default.Problem));
            response.BodyWriter.Write("\n\n"u8);
            await response.BodyWriter.FlushAsync(call.Cancel);
        }
    }

    private static Problem Unreadable(InvalidDataException error) => new()
    {
        Title = "The history cannot be read further",
        Detail = error.Message,
        Next = "Check the journal with: orch audit verify",
        Status = 503,
    };

    private static int Write(HttpResponse response, EventView view)
    {
        var id = System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {view.Seq}\ndata: "));
        var data = JsonSerializer.SerializeToUtf8Bytes(view, ContractsJson.Default.EventView);
        var total = id.Length + data.Length + 2;
        var span = response.BodyWriter.GetSpan(total);
        id.CopyTo(span);
        data.CopyTo(span[id.Length..]);
        "\n\n"u8.CopyTo(span[(id.Length + data.Length)..]);
        response.BodyWriter.Advance(total);
        return total;
    }

    private static EventView ToView(Model.EventView from) => new()
    {
        Seq = from.Seq,
        Time = from.Time,
        Type = from.Type,
        Container = from.Container,
        ContainerId = from.ContainerId,
        Batch = from.Batch,
        Attempt = from.Attempt,
        Actor = ViewMapper.Who(from.Actor),
        ActorKind = from.Actor.Kind.ToString().ToLowerInvariant(),
        Cause = from.Cause,
        Data = from.Data,
        Hash = from.Hash,
    };

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
