using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Fleet;
using Orchestrator.Daemon.Mapping;
using Model = Orchestrator.Actors.Messages.Fleets;

namespace Orchestrator.Daemon.Api.Fleet;

internal static class FleetRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/fleet/freeze", "Freeze all containers, or those that a selector fits, as one operation")
        {
            Request = typeof(FleetFreezeRequest), Response = typeof(FleetOperationView), Answer = FreezeAsync,
        },
        new("POST", "/v1/fleet/thaw", "Thaw them again")
        {
            Request = typeof(FleetFreezeRequest), Response = typeof(FleetOperationView), Answer = ThawAsync,
        },
        new("GET", "/v1/fleet/status", "Whether the fleet is frozen, and how many containers are in which state")
        {
            Response = typeof(Contracts.Fleet.FleetStatusView), Answer = StatusAsync,
        },
    ];

    private static async Task<ApiAnswer> FreezeAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.FleetFreezeRequest);
        return Answer("freeze", request, await call.AskAsync(new FreezeFleet(
            call.Caller, call.Cause, Selector(request), request.Reason, Leases.Of(request.ForSeconds, request.Until, call.Node.Time), request.DryRun, request.Owner)));
    }

    private static async Task<ApiAnswer> ThawAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.FleetFreezeRequest);
        return Answer("thaw", request, await call.AskAsync(new ThawFleet(call.Caller, call.Cause, Selector(request), request.DryRun, request.Owner, request.Force)));
    }

    private static async Task<ApiAnswer> StatusAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetFleetStatus());
        if (reply.View is not { } status)
            return ApiAnswer.Of(reply.Refusal!);
        return ApiAnswer.Json(
            new Contracts.Fleet.FleetStatusView
            {
                Node = call.Node.Settings.NodeName,
                Frozen = status.Freeze is not null,
                Freeze = ViewMapper.ToView(status.Freeze, status.Holds),
                Holds = [.. status.Holds.Select(hold => ViewMapper.ToView(hold, [])!)],
                BarrierStart = status.BarrierStart,
                Operations = status.Operations,
                Total = status.Counts.Values.Sum(),
                States = status.Counts.Where(c => c.Value > 0).ToDictionary(c => ViewMapper.State(c.Key), c => c.Value),
            },
            Json.FleetStatusView);
    }

    private static LabelSelector? Selector(FleetFreezeRequest request)
    {
        if (request.All == request.Selector is not null)
            throw new BadRequestException("say whom it concerns: either 'all' or a 'selector'");
        if (request.Selector is null)
            return null;
        return LabelSelector.TryParse(request.Selector, out var selector, out var problem)
            ? selector
            : throw new BadRequestException(problem);
    }

    private static ApiAnswer Answer(string operation, FleetFreezeRequest request, Reply<Model.FleetStatusView> reply) =>
        reply.View is not { } view
            ? ApiAnswer.Of(reply.Refusal!)
            : ApiAnswer.Json(
                new FleetOperationView
                {
                    Operation = operation,
                    DryRun = request.DryRun,
                    Containers = view.Containers,
                    Failed = view.Failed,
                    TookMilliseconds = view.Took?.TotalMilliseconds ?? 0,
                    BarrierStart = view.BarrierStart,
                    BarrierEnd = view.BarrierEnd,
                    Seq = view.Sequence,
                },
                Json.FleetOperationView);
}
