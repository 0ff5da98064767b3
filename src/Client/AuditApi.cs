using System.Globalization;
using System.Text;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Audit;

namespace Orchestrator.Client;

/// <summary><c>/v1/audit</c>.</summary>
public sealed class AuditApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    /// <param name="keys">Public keys in PEM that may have signed besides the node's own.</param>
    public Task<ApiResult<AuditReportView>> VerifyAsync(IReadOnlyList<string> keys, CancellationToken cancel) =>
        transport.GetAsync(
            "v1/audit/verify" + (keys.Count == 0 ? "" : "?" + string.Join('&', keys.Select(key => "key=" + Uri.EscapeDataString(key)))),
            Json.AuditReportView, cancel);

    /// <summary>Copies the export as it comes; null when it came to its end.</summary>
    /// <param name="format"><c>jsonl</c>, <c>csv</c> or <c>cloudevents</c>.</param>
    public async Task<Problem?> ExportAsync(EventQuery query, string format, Stream to, CancellationToken cancel)
    {
        var uri = new StringBuilder("v1/audit/export?format=").Append(format);
        Add("first", query.AfterSeq > 0 ? (query.AfterSeq + 1)?.ToString(CultureInfo.InvariantCulture) : null);
        Add("last", query.ThroughSeq?.ToString(CultureInfo.InvariantCulture));
        Add("since", query.Since?.ToString("O", CultureInfo.InvariantCulture));
        Add("until", query.Until?.ToString("O", CultureInfo.InvariantCulture));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri.ToString());
        var (response, problem) = await transport.OpenAsync(request, cancel);
        if (response is null)
            return problem;
        using (response)
        {
            try
            {
                await response.Content.CopyToAsync(to, cancel);
                return null;
            }
            catch (HttpRequestException error)
            {
                return new Problem
                {
                    Title = "The export broke off",
                    Detail = error.Message,
                    Next = "What came so far is not whole. See the daemon's log, then export again",
                };
            }
        }

        void Add(string name, string? value)
        {
            if (value is not null)
                uri.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    public Task<ApiResult<ArchiveResultView>> ArchiveAsync(ArchiveRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/audit/archive", request, Json.ArchiveRequest, Json.ArchiveResultView, cancel);

    public Task<ApiResult<AuditKeyView>> KeyAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/audit/key", Json.AuditKeyView, cancel);
}
