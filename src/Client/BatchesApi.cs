using Orchestrator.Contracts;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Client;

/// <summary><c>/v1/batches</c>.</summary>
public sealed class BatchesApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    /// <param name="key">Kept over a reconnect, so that a batch whose acknowledgement was lost is not run twice.</param>
    public Task<ApiResult<BatchAccepted>> SubmitAsync(BatchDefinition batch, string key, CancellationToken cancel) =>
        transport.PostAsync("v1/batches", batch, Json.BatchDefinition, Json.BatchAccepted, cancel, key);

    public Task<ApiResult<BatchPlanView>> PlanAsync(BatchDefinition batch, CancellationToken cancel) =>
        transport.PostAsync("v1/batches/plan", batch, Json.BatchDefinition, Json.BatchPlanView, cancel);

    public Task<ApiResult<IReadOnlyList<BatchView>>> ListAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/batches", Json.IReadOnlyListBatchView, cancel);

    /// <param name="members">False leaves the jobs out: enough for a progress bar.</param>
    public Task<ApiResult<BatchView>> GetAsync(string name, bool members, CancellationToken cancel) =>
        transport.GetAsync($"{Path(name)}?members={(members ? "true" : "false")}", Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> CancelAsync(string name, CancellationToken cancel) =>
        transport.PostAsync(Path(name) + "/cancel", Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> HoldAsync(string name, BatchPart part, CancellationToken cancel) =>
        transport.PostAsync(Path(name) + "/hold", part, Json.BatchPart, Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> ReleaseAsync(string name, BatchPart part, CancellationToken cancel) =>
        transport.PostAsync(Path(name) + "/release", part, Json.BatchPart, Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> RequeueAsync(string name, BatchPart part, CancellationToken cancel) =>
        transport.PostAsync(Path(name) + "/requeue", part, Json.BatchPart, Json.BatchView, cancel);

    public Task<ApiResult<BatchView>> WaitAsync(string name, CancellationToken cancel) =>
        transport.GetAsync(Path(name) + "/wait", Json.BatchView, cancel);

    private static string Path(string name) => "v1/batches/" + Uri.EscapeDataString(name);
}
