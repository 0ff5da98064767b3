using Orchestrator.Contracts;
using Orchestrator.Contracts.History;

namespace Orchestrator.Client;

/// <summary>Questions about the past. A moment is an event's number, a time, or a duration ago.</summary>
public sealed class HistoryApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<FleetDiffView>> DiffAsync(string from, string to, CancellationToken cancel) =>
        transport.GetAsync(
            $"v1/audit/diff?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}", Json.FleetDiffView, cancel);

    /// <param name="at">Null: now.</param>
    public Task<ApiResult<WhyView>> WhyAsync(string name, string? at, CancellationToken cancel) =>
        transport.GetAsync(
            $"v1/audit/why/{Uri.EscapeDataString(name)}{(at is null ? "" : "?at=" + Uri.EscapeDataString(at))}", Json.WhyView, cancel);
}
