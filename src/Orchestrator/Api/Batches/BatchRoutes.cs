using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Events;
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
        new("POST", "/v1/batches", "Submit a batch; again=true asks whether this Idempotency-Key has submitted it already")
        {
            Queries = ["again"],
            Request = typeof(BatchDefinition), Response = typeof(BatchAccepted), Answer = SubmitAsync,
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
        var definition = BatchMapper.ToModel(batch, PeerIdentity.Of(call.Http));
        var cause = $"{call.Cause} {call.Http.Request.Headers["Idempotency-Key"]}".TrimEnd();
        if (call.Flag("again") && await SubmittedBeforeAsync(call, cause) is { } known)
            return ApiAnswer.Json(new BatchAccepted(known, batch.Jobs.Sum(j => j.MemberCount)), Json.BatchAccepted);
        var reply = await call.AskAsync(new SubmitBatch(call.Caller, cause, definition));
        return reply.View is { } view
            ? ApiAnswer.Json(new BatchAccepted(view.Name, view.Counts.Total), Json.BatchAccepted)
            : ApiAnswer.Of(reply.Refusal!);
    }

    // The daemon that took the batch may have died before it could say so, and its keys with it; the journal knows.
    private static async Task<string?> SubmittedBeforeAsync(ApiCall call, string cause)
    {
        var submissions = new EventQuery(AfterSeq: 0, Types: ["batch-submitted"]);
        await foreach (var submitted in call.Node.Events.ReadAsync(submissions, call.Cancel))
            if (submitted.Cause == cause && submitted.Actor.Uid == call.Caller.Uid)
                return submitted.Batch;
        return null;
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListBatches());
        return reply.View is { } views
            ? ApiAnswer.Json([.. views.Select(b => BatchMapper.ToView(b, call.Node.Settings.NodeName))], Json.IReadOnlyListBatchView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> AskAsync(ApiCall call, IRequest<Model.BatchView> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } view
            ? ApiAnswer.Json(BatchMapper.ToView(view, call.Node.Settings.NodeName), Json.BatchView)
            : ApiAnswer.Of(reply.Refusal!);
    }
}
