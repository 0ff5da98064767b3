using Orchestrator.Contracts;
using Orchestrator.Contracts.Queues;
using Orchestrator.Contracts.Schedules;

namespace Orchestrator.Client;

/// <summary><c>/v1/queue</c> and <c>/v1/schedules</c>.</summary>
public sealed class QueueApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<QueueView>> GetAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/queue", Json.QueueView, cancel);

    public Task<ApiResult<QueueView>> SetClassAsync(string name, QueueClassRequest change, CancellationToken cancel) =>
        transport.PostAsync("v1/queue/classes/" + Uri.EscapeDataString(name), change, Json.QueueClassRequest, Json.QueueView, cancel);

    public Task<ApiResult<IReadOnlyList<ScheduleView>>> SchedulesAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/schedules", Json.IReadOnlyListScheduleView, cancel);

    public Task<ApiResult<IReadOnlyList<ScheduleView>>> AddScheduleAsync(ScheduleRequest schedule, CancellationToken cancel) =>
        transport.PostAsync("v1/schedules", schedule, Json.ScheduleRequest, Json.IReadOnlyListScheduleView, cancel);

    public Task<ApiResult<IReadOnlyList<ScheduleView>>> RemoveScheduleAsync(string name, CancellationToken cancel) =>
        transport.DeleteAsync("v1/schedules/" + Uri.EscapeDataString(name), Json.IReadOnlyListScheduleView, cancel);
}
