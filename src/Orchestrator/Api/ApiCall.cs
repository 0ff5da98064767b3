using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Primitives;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Daemon.Api;

/// <summary>One request, with what a handler needs of it.</summary>
internal sealed class ApiCall(HttpContext http, NodeContext node, CancellationToken cancel)
{
    public HttpContext Http { get; } = http;

    public NodeContext Node { get; } = node;

    /// <summary>
    /// For questions: the client went away. For commands: the daemon ends, since a command goes on without its client.
    /// </summary>
    public CancellationToken Cancel { get; } = cancel;

    public Caller Caller => field ??= PeerIdentity.Of(Http).ToCaller();

    /// <summary>For the audit.</summary>
    public string Cause => $"{Http.Request.Method} {Http.Request.Path}";

    /// <summary>What a creation keeps without effect.</summary>
    public IReadOnlyList<string>? Notes { get; set; }

    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

    public StringValues Queries(string name) => Http.Request.Query[name];

    public bool Flag(string name) => Query(name) is "true" or "1" or "";

    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(Http.Request.Body, type, Http.RequestAborted)
                ?? throw new BadRequestException("the body is null");
        }
        catch (JsonException error)
        {
            throw new BadRequestException($"the body is no {typeof(T).Name}: {error.Message}");
        }
    }

    public async Task<Reply<T>> AskAsync<T>(IRequest<T> request) =>
        await Node.Fleet.RequestAsync(request, Cancel);
}
