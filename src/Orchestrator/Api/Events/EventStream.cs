using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Mapping;
using EventView = Orchestrator.Contracts.Events.EventView;
using Model = Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Daemon.Api.Events;

/// <summary>
/// One reader's stream of server-sent events. Besides events it writes <c>cursor</c> (at the beginning, and when
/// nothing has come for a while), <c>cut</c> (too slow: go on after its id) and <c>problem</c>; the id of each is where
/// to go on.
/// </summary>
internal sealed class EventStream(HttpContext http, TimeProvider time, CancellationToken cancel)
{
    // Bytes that may wait for a flush while history is sent.
    private const int Unflushed = 64 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Who takes nothing for so long holds buffers for nothing, and is let go; it knows where to go on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponse _response = http.Response;
    private int _unflushed;

    public async Task WriteAsync(IAsyncEnumerable<Model.EventView> events, EventCursor? cursor)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reader = events.GetAsyncEnumerator(reading.Token);
        var next = Task.FromResult(false);
        try
        {
            var told = cursor is null;
            while (true)
            {
                next = reader.MoveNextAsync().AsTask();
                if (!next.IsCompleted && _unflushed > 0)
                    await FlushAsync();
                while (cursor is not null && !await WithinAsync(next, told ? Silence : TimeSpan.FromMilliseconds(1)))
                {
                    // Before the first event: where a reader is that has seen none yet.
                    Mark("cursor", cursor.After, "{}");
                    told = true;
                    await FlushAsync();
                }
                if (!await next)
                    break;
                Event(reader.Current);
                told = true;
                if (_unflushed >= Unflushed)
                    await FlushAsync();
            }
            if (cursor is { Cut: true })
                Mark("cut", cursor.After, "{\"reason\":\"The reader was too slow; go on after this id.\"}");
        }
        catch (Exception error) when (EventProblems.Foreseen(error))
        {
            // The answer has begun: the reader learns it as an event, and does not take the end for the end of history.
            Mark("problem", null, JsonSerializer.Serialize(EventProblems.Of(error), ContractsJson.Default.Problem));
        }
        finally
        {
            // An enumerator that is at work cannot be disposed.
            await reading.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await reader.DisposeAsync();
        }
        await FlushAsync();
    }

    private async Task<bool> WithinAsync(Task next, TimeSpan limit)
    {
        if (next.IsCompleted)
            return true;
        try
        {
            await next.WaitAsync(limit, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return next.IsCompleted;
        }
    }

    private async Task FlushAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await _response.BodyWriter.FlushAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
        _unflushed = 0;
    }

    private void Mark(string type, long? after, string data)
    {
        var id = after is { } seq ? string.Create(CultureInfo.InvariantCulture, $"id: {seq}\n") : "";
        Put(Encoding.UTF8.GetBytes($"event: {type}\n{id}data: {data}\n\n"));
    }

    private void Event(Model.EventView view)
    {
        Put(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {view.Seq}\ndata: ")));
        Put(JsonSerializer.SerializeToUtf8Bytes(ToView(view), ContractsJson.Default.EventView));
        Put("\n\n"u8);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _response.BodyWriter.Write(bytes);
        _unflushed += bytes.Length;
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
}
