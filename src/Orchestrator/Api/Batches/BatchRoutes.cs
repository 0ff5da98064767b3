using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Batches;
using Orchestrator.Daemon.Mapping;
using BatchDefinition = Orchestrator.Contracts.Batches.BatchDefinition;
using BatchView = Orchestrator.Contracts.Batches.BatchView;
using Model = Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Daemon.Api.Batches;

internal static class BatchRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/batches", "Submit a batch; the same Idempotency-Key again, also after a restart, answers with the batch that it has submitted")
        {
            Request = typeof(BatchDefinition), Response = typeof(BatchAccepted), Answer = SubmitAsync,
        },
        new("POST", "/v1/batches/plan", "Say what would happen to a batch now; nothing is submitted")
        {
            Request = typeof(BatchDefinition), Response = typeof(BatchPlanView), Answer = PlanAsync,
        },
        new("GET", "/v1/batches", "List batches")
        {
            Response = typeof(IReadOnlyList<BatchView>), Answer = ListAsync,
        },
        new("GET", "/v1/batches/{name}", "Show a batch; members=false leaves its jobs out")
        {
            Queries = ["members"],
            Response = typeof(BatchView),
            Answer = call => AskAsync(call, new GetBatch(call.Route("name"), call.Query("members") != "false")),
        },
        new("POST", "/v1/batches/{name}/cancel", "Stop what runs of a batch, and start nothing more of it")
        {
            Response = typeof(BatchView),
            Answer = call => AskAsync(call, new CancelBatch(call.Caller, call.Cause, call.Route("name"))),
        },
        new("POST", "/v1/batches/{name}/hold", "Start nothing more of a batch, a job or a member until it is released")
        {
            Request = typeof(BatchPart), Response = typeof(BatchView),
            Answer = call => PartAsync(call, part => new HoldBatch(call.Caller, call.Cause, call.Route("name"), part.Part)),
        },
        new("POST", "/v1/batches/{name}/release", "Let go what is held")
        {
            Request = typeof(BatchPart), Response = typeof(BatchView),
            Answer = call => PartAsync(call, part => new ReleaseBatch(call.Caller, call.Cause, call.Route("name"), part.Part)),
        },
        new("POST", "/v1/batches/{name}/requeue", "Put back into the queue what failed, was cancelled or skipped; with running also what runs")
        {
            Request = typeof(BatchPart), Response = typeof(BatchView),
            Answer = call => PartAsync(call, part =>
                new RequeueBatch(call.Caller, call.Cause, call.Route("name"), part.Part, part.Running, part.Succeeded)),
        },
        new("GET", "/v1/batches/{name}/wait", "Answers when every member has its final state")
        {
            Response = typeof(BatchView),
            Answer = call => AskAsync(call, new WaitBatch(call.Route("name"))),
        },
    ];

    private static async Task<ApiAnswer> SubmitAsync(ApiCall call)
    {
        var batch = await call.BodyAsync(Json.BatchDefinition);
        foreach (var image in batch.Jobs.Select(j => j.Image).Distinct())
            if (await call.Node.EnsureImages.EnsureAsync(image, call.Cancel) is { } problem)
                return ApiAnswer.Invalid($"The image {image} is missing and could not be made: {problem}");
        foreach (var job in batch.Jobs)
            ImageDefaults.Apply(job, ImageDefaults.Find(call.Node.ImageService.Store, job.Image));
        var definition = BatchMapper.ToModel(batch, PeerIdentity.Of(call.Http));
        string? key = call.Http.Request.Headers["Idempotency-Key"];
        var reply = await call.AskAsync(new SubmitBatch(call.Caller, call.Cause, definition) { Key = key is { Length: > 0 } ? key : null });
        return reply.View is { } view
            ? ApiAnswer.Json(new BatchAccepted(view.Name, view.Counts.Total), Json.BatchAccepted)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> PlanAsync(ApiCall call)
    {
        var definition = BatchMapper.ToModel(await call.BodyAsync(Json.BatchDefinition), PeerIdentity.Of(call.Http));
        var reply = await call.Node.BatchPlanner.PlanAsync(call.Caller, definition, call.Cancel);
        return reply.View is { } plan ? ApiAnswer.Json(BatchMapper.ToView(plan), Json.BatchPlanView) : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListBatches());
        return reply.View is { } views
            ? ApiAnswer.Json([.. views.Select(b => BatchMapper.ToView(b, call.Node.Settings.NodeName))], Json.IReadOnlyListBatchView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> PartAsync(ApiCall call, Func<BatchPart, IRequest<Model.BatchView>> order) =>
        await AskAsync(call, order(await call.BodyAsync(Json.BatchPart)));

    private static async Task<ApiAnswer> AskAsync(ApiCall call, IRequest<Model.BatchView> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } view
            ? ApiAnswer.Json(BatchMapper.ToView(view, call.Node.Settings.NodeName), Json.BatchView)
            : ApiAnswer.Of(reply.Refusal!);
    }
}
