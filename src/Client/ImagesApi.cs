using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Client;

/// <summary><c>/v1/images</c>.</summary>
public sealed class ImagesApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<IReadOnlyList<ImageView>>> ListAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/images", Json.IReadOnlyListImageView, cancel);

    public Task<ApiResult<ImageView>> CreateAsync(ImageRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/images", request, Json.ImageRequest, Json.ImageView, cancel);
}
