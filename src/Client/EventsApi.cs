using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Client;

/// <summary><c>/v1/events</c> as server-sent events.</summary>
public sealed class EventsApi(ApiTransport transport)
{
    /// <summary>
    /// Events in order. When the connection breaks while following, <paramref name="reconnect"/> decides whether to try
    /// again from the last event that was seen; after a cut for being slow it goes on by itself. Without
    /// <paramref name="reconnect"/>, or when it says no, the problem is the last element.
    /// </summary>
    public async IAsyncEnumerable<ApiResult<EventView>> ReadAsync(
        EventQuery query, Func<Problem, CancellationToken, Task<bool>>? reconnect, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = query.AfterSeq;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "v1/events" + Query(query with { AfterSeq = last }));
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            if (last is { } seen)
                request.Headers.TryAddWithoutValidation("Last-Event-ID", seen.ToString(CultureInfo.InvariantCulture));
            var cut = false;
            var (response, problem) = await transport.OpenAsync(request, cancel);
            if (response is not null)
            {
                using (response)
                {
                    await using var body = await response.Content.ReadAsStreamAsync(cancel);
                    var lines = new SseReader(body);
                    while (true)
                    {
                        SseEvent? next;
                        try
                        {
                            next = await lines.NextAsync(cancel);
                        }
                        catch (Exception error) when (error is IOException or HttpRequestException)
                        {
                            problem = Problems.Unreachable(transport.SocketPath, $"The stream of events broke off: {error.Message}");
                            break;
                        }
                        if (next is not { } got)
                            break;
                        if (got.Type == "problem")
                        {
                            yield return new(null, JsonSerializer.Deserialize(got.Data, ContractsJson.Default.Problem));
                            yield break;
                        }
                        if (got.Type is not null)
                        {
                            // cursor and cut: nothing to show, but where to go on.
                            last = Math.Max(last ?? 0, got.Id ?? 0);
                            cut |= got.Type == "cut";
                            continue;
                        }
                        if (JsonSerializer.Deserialize(got.Data, ContractsJson.Default.EventView) is not { } view)
                            continue;
                        last = view.Seq;
                        yield return new(view, null);
                    }
                }
            }
            if (problem is null && cut)
                continue;
            if (problem is null && !query.Follow)
                yield break;
            problem ??= Problems.Unreachable(transport.SocketPath, "The daemon ended the stream of events.");
            if (!query.Follow || !Problems.IsUnreachable(problem) || reconnect is null || !await reconnect(problem, cancel))
            {
                yield return new(null, problem);
                yield break;
            }
        }
    }

    private static string Query(EventQuery query)
    {
        var text = new StringBuilder("?follow=").Append(query.Follow ? "true" : "false");
        void Add(string key, string? value)
        {
            if (value is not null)
                text.Append('&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
        }
        Add("after", query.AfterSeq?.ToString(CultureInfo.InvariantCulture));
        Add("through", query.ThroughSeq?.ToString(CultureInfo.InvariantCulture));
        Add("since", query.Since?.ToString("O", CultureInfo.InvariantCulture));
        Add("until", query.Until?.ToString("O", CultureInfo.InvariantCulture));
        Add("container", query.Container);
        Add("batch", query.Batch);
        foreach (var type in query.Types)
            Add("type", type);
        return text.ToString();
    }
}
