using Orchestrator.Contracts;
using Orchestrator.Contracts.Fleet;
using Orchestrator.Contracts.History;

namespace Orchestrator.Client;

/// <summary><c>/v1/fleet</c>.</summary>
public sealed class FleetApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<FleetOperationView>> FreezeAsync(FleetFreezeRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/fleet/freeze", request, Json.FleetFreezeRequest, Json.FleetOperationView, cancel);

    public Task<ApiResult<FleetOperationView>> ThawAsync(FleetFreezeRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/fleet/thaw", request, Json.FleetFreezeRequest, Json.FleetOperationView, cancel);

    /// <summary>What a restart of the daemon would do.</summary>
    public Task<ApiResult<RestorePlanView>> PlanRestoreAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/fleet/restore-plan", Json.RestorePlanView, cancel);

    public Task<ApiResult<FleetStatusView>> StatusAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/fleet/status", Json.FleetStatusView, cancel);
}
