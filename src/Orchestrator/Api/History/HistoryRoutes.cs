using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts;
using Orchestrator.Contracts.History;
using Orchestrator.Daemon.Mapping;

namespace Orchestrator.Daemon.Api.History;

internal static class HistoryRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/audit/diff", "What changed in the fleet from one moment to another; each an event's number, a time or a duration ago")
        {
            Queries = ["from", "to"], Response = typeof(FleetDiffView), Answer = DiffAsync,
        },
        new("GET", "/v1/audit/why/{name}", "Why a container, a member of a batch or a batch is in its state, now or with at= then")
        {
            Queries = ["at"], Response = typeof(WhyView), Answer = WhyAsync,
        },
        new("GET", "/v1/fleet/restore-plan", "What a restart of the daemon would do with each container and batch, and why")
        {
            Response = typeof(RestorePlanView), Answer = PlanAsync,
        },
    ];

    private static async Task<ApiAnswer> PlanAsync(ApiCall call)
    {
        var reply = await call.Node.Planner.PlanAsync(call.Cancel);
        return reply.View is { } plan ? ApiAnswer.Json(HistoryMapper.ToView(plan), Json.RestorePlanView) : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> WhyAsync(ApiCall call)
    {
        var at = Moments.Of(call, "at");
        var reply = await call.Node.History.WhyAsync(call.Route("name"), at ?? Moment.Now, call.Cancel);
        // What the queue has in mind is not in the journal: it is asked for the present.
        var waits = at is null && reply.View is { } of
            && (await call.AskAsync(new GetWaiting(of.Name))).View?.WaitingFor is { } reason && !of.Summary.Contains(reason, StringComparison.Ordinal)
            ? reason
            : null;
        var view = waits is null ? reply.View : reply.View! with { Summary = $"{reply.View.Summary} Now it waits for {waits}." };
        return view is { } why ? ApiAnswer.Json(HistoryMapper.ToView(why), Json.WhyView) : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> DiffAsync(ApiCall call)
    {
        var from = Moments.Of(call, "from") ?? throw new BadRequestException("'from' is missing");
        var to = Moments.Of(call, "to") ?? Moment.Now;
        var reply = await call.Node.History.DiffAsync(from, to, call.Cancel);
        return reply.View is { } diff ? ApiAnswer.Json(HistoryMapper.ToView(diff), Json.FleetDiffView) : ApiAnswer.Of(reply.Refusal!);
    }
}
