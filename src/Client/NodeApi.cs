using Orchestrator.Contracts;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Client;

/// <summary><c>/v1/info</c>, <c>/v1/version</c>, <c>/v1/daemon</c>.</summary>
public sealed class NodeApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<InfoView>> InfoAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/info", Json.InfoView, cancel);

    public Task<ApiResult<VersionView>> VersionAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/version", Json.VersionView, cancel);

    public Task<ApiResult<VersionView>> StopAsync(bool withContainers, CancellationToken cancel) =>
        transport.PostAsync("v1/daemon/stop", new ShutdownRequest(withContainers), Json.ShutdownRequest, Json.VersionView, cancel);
}
