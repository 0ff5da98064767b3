using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Schedules;
using Orchestrator.Daemon.Mapping;
using ScheduleView = Orchestrator.Contracts.Schedules.ScheduleView;

namespace Orchestrator.Daemon.Api.Queues;

internal static class ScheduleRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/schedules", "Batches that are submitted at the times of a cron expression")
        {
            Response = typeof(IReadOnlyList<ScheduleView>), Answer = call => AskAsync(call, new ListSchedules()),
        },
        new("POST", "/v1/schedules", "Add one")
        {
            Request = typeof(ScheduleRequest), Response = typeof(IReadOnlyList<ScheduleView>), Answer = AddAsync,
        },
        new("DELETE", "/v1/schedules/{name}", "Remove one; the batches that it has submitted stay")
        {
            Response = typeof(IReadOnlyList<ScheduleView>),
            Answer = call => AskAsync(call, new RemoveSchedule(call.Caller, call.Cause, call.Route("name"))),
        },
    ];

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ScheduleRequest);
        foreach (var image in request.Batch.Jobs.Select(j => j.Image).Distinct())
            if (await call.Node.EnsureImages.EnsureAsync(image, call.Cancel) is { } problem)
                return ApiAnswer.Invalid($"The image {image} is missing and could not be made: {problem}");
        foreach (var job in request.Batch.Jobs)
            ImageDefaults.Apply(job, ImageDefaults.Find(call.Node.ImageService.Store, job.Image));
        var definition = ScheduleMapper.ToModel(request, PeerIdentity.Of(call.Http));
        return await AskAsync(call, new AddSchedule(call.Caller, call.Cause, request.Name, definition));
    }

    private static async Task<ApiAnswer> AskAsync(ApiCall call, IRequest<IReadOnlyList<Actors.Messages.Schedules.ScheduleView>> request)
    {
        var reply = await call.AskAsync(request);
        return reply.View is { } views
            ? ApiAnswer.Json([.. views.Select(ScheduleMapper.ToView)], Json.IReadOnlyListScheduleView)
            : ApiAnswer.Of(reply.Refusal!);
    }
}
