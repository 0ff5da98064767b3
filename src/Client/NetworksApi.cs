using Orchestrator.Contracts;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Client;

/// <summary><c>/v1/networks</c>, and the ports of containers.</summary>
public sealed class NetworksApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<IReadOnlyList<NetworkView>>> ListAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/networks", Json.IReadOnlyListNetworkView, cancel);

    public Task<ApiResult<NetworkView>> GetAsync(string name, CancellationToken cancel) =>
        transport.GetAsync($"v1/networks/{Uri.EscapeDataString(name)}", Json.NetworkView, cancel);

    public Task<ApiResult<NetworkView>> CreateAsync(NetworkCreateRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/networks", request, Json.NetworkCreateRequest, Json.NetworkView, cancel);

    public Task<ApiResult<NetworkView>> RemoveAsync(string name, CancellationToken cancel) =>
        transport.DeleteAsync($"v1/networks/{Uri.EscapeDataString(name)}", Json.NetworkView, cancel);

    /// <summary>Of all containers.</summary>
    public Task<ApiResult<IReadOnlyList<PortView>>> PortsAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/ports", Json.IReadOnlyListPortView, cancel);

    public Task<ApiResult<IReadOnlyList<PortView>>> ChangePortsAsync(string container, PortsRequest change, CancellationToken cancel) =>
        transport.PostAsync($"v1/containers/{Uri.EscapeDataString(container)}/ports", change, Json.PortsRequest, Json.IReadOnlyListPortView, cancel);
}
