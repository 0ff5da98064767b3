using Orchestrator.Contracts;

namespace Orchestrator.Daemon.Api;

/// <summary>
/// Maps the operations as plain request delegates: typed minimal-API handlers would compile expressions for each of
/// them at start.
/// </summary>
internal sealed class ApiRouter(Func<NodeContext> context, IdempotencyStore keys)
{
    public void Map(IEndpointRouteBuilder routes, IEnumerable<ApiRoute> all)
    {
        foreach (var route in all)
            routes.MapMethods(route.Pattern, [route.Method], http => HandleAsync(http, route));
        routes.MapFallback(http => WriteAsync(http, ApiAnswer.Problem(new Problem
        {
            Title = $"The API has no {http.Request.Method} {http.Request.Path}",
            Next = "See /openapi/v1.json for what there is",
            Status = 404,
        })));
    }

    private async Task HandleAsync(HttpContext http, ApiRoute route)
    {
        var node = context();
        var began = node.Time.GetTimestamp();
        try
        {
            // A question ends with the daemon, which would otherwise wait for it at its end.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, node.Lifetime.ApplicationStopping);
            if (route.Stream is { } stream)
                await StreamAsync(http, route, stream, node, ending.Token);
            else
                await WriteAsync(http, route.Method == "POST"
                    ? await keys.OnceAsync(http, () => AnswerAsync(http, route, node, node.Lifetime.ApplicationStopping))
                    : await AnswerAsync(http, route, node, ending.Token));
        }
        catch (BadRequestException error) when (!http.Response.HasStarted)
        {
            // With a next step of its own it speaks to a user, else to who wrote the client.
            await WriteAsync(http, error.Next is { } next
                ? ApiAnswer.Invalid(error.Message, error.Detail, next)
                : ApiAnswer.Invalid($"{route.Method} {http.Request.Path}: {error.Message}", error.Detail, "See /openapi/v1.json"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            await WriteAsync(http, ApiAnswer.Problem(new Problem
            {
                Title = "The daemon is ending",
                Detail = "What was asked may still be carried out; its events tell.",
                Status = 503,
                ExitCode = 3,
            }));
        }
        catch (Exception error) when (!http.Response.HasStarted && error is not BadHttpRequestException)
        {
            node.Log.Error(error, "{Method} {Path} failed", http.Request.Method, http.Request.Path.Value);
            await WriteAsync(http, ApiAnswer.Problem(new Problem
            {
                Title = "The daemon failed to answer",
                Detail = $"{error.GetType().Name}: {error.Message}",
                Next = $"This is a bug; the log in {node.Layout.Log} has the details",
                Status = 500,
            }));
        }
        if (node.Log.IsEnabled(Serilog.Events.LogEventLevel.Debug))
        {
            node.Log.Debug(
                "{Method} {Path} was answered with {Status} after {Milliseconds:0} ms", route.Method, http.Request.Path.Value,
                http.Response.StatusCode, node.Time.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private Task StreamAsync(
        HttpContext http, ApiRoute route, Func<ApiCall, Task> stream, NodeContext node, CancellationToken cancel) =>
        route.Method == "POST" && !keys.TryReserve(http)
            ? WriteAsync(http, ApiAnswer.Problem(new Problem
            {
                Title = "This Idempotency-Key was used before",
                Detail = "A stream of output cannot be given again.",
                Next = "Follow the container with: orch logs -f NAME",
                Status = 409,
            }))
            : stream(new ApiCall(http, node, cancel));

    private static Task<ApiAnswer> AnswerAsync(HttpContext http, ApiRoute route, NodeContext node, CancellationToken cancel) =>
        route.Answer!(new ApiCall(http, node, cancel));

    internal static async Task WriteAsync(HttpContext http, ApiAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }
}
