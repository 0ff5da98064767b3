using Orchestrator.Contracts;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Client;

/// <summary><c>/v1/batches</c>.</summary>
public sealed class BatchesApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    /// <param name="key">Kept over a reconnect, so that a batch whose acknowledgement was lost is not run twice.</param>
    /// <param name="again">The answer to the first try was lost: look into the journal whether it was taken.</param>
    public Task<ApiResult<BatchAccepted>> SubmitAsync(BatchDefinition batch, Guid key, bool again, CancellationToken cancel) =>
        transport.PostAsync(again ? "v1/batches?again=true" : "v1/batches", batch, Json.BatchDefinition, Json.BatchAccepted, cancel, key);

    public Task<ApiResult<IReadOnlyList<BatchView>>> ListAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/batches", Json.IReadOnlyListBatchView, cancel);

    /// <param name="members">False leaves the jobs out: enough for a progress bar.</param>
    public Task<ApiResult<BatchView>> GetAsync(string name, bool members, CancellationToken cancel) =>
        transport.GetAsync($"{Path(name)}?members={(members ? "true" : "false")}", Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> CancelAsync(string name, CancellationToken cancel) =>
        transport.PostAsync(Path(name) + "/cancel", Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> WaitAsync(string name, CancellationToken cancel) =>
        transport.GetAsync(Path(name) + "/wait", Json.BatchView, cancel);

    private static string Path(string name) => "v1/batches/" + Uri.EscapeDataString(name);
}
