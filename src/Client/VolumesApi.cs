using Orchestrator.Contracts;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Client;

/// <summary><c>/v1/volumes</c>.</summary>
public sealed class VolumesApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<IReadOnlyList<VolumeView>>> ListAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/volumes", Json.IReadOnlyListVolumeView, cancel);

    public Task<ApiResult<VolumeView>> CreateAsync(VolumeRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/volumes", request, Json.VolumeRequest, Json.VolumeView, cancel);

    public Task<ApiResult<VolumeView>> RemoveAsync(string name, CancellationToken cancel) =>
        transport.DeleteAsync($"v1/volumes/{Uri.EscapeDataString(name)}", Json.VolumeView, cancel);
}
