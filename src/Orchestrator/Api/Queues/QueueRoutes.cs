using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Queues;
using Orchestrator.Daemon.Mapping;
using QueueView = Orchestrator.Contracts.Queues.QueueView;

namespace Orchestrator.Daemon.Api.Queues;

internal static class QueueRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/queue", "What runs and waits by class, who has used how much lately, and what the node has to give")
        {
            Response = typeof(QueueView), Answer = call => AskAsync(call, new GetQueue()),
        },
        new("POST", "/v1/queue/classes/{name}", "Change a class of jobs, or make it")
        {
            Request = typeof(QueueClassRequest), Response = typeof(QueueView), Answer = SetAsync,
        },
    ];

    private static async Task<ApiAnswer> SetAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.QueueClassRequest);
        return await AskAsync(call, new SetClass(call.Caller, call.Cause, call.Route("name"), request.Concurrency, request.Weight));
    }

    private static async Task<ApiAnswer> AskAsync(ApiCall call, IRequest<Actors.Messages.Queues.QueueView> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } view ? ApiAnswer.Json(QueueMapper.ToView(view), Json.QueueView) : ApiAnswer.Of(reply.Refusal!);
    }
}
