namespace Orchestrator.Daemon.Api;

/// <summary>
/// One operation of the API: what routing, the idempotency store and the OpenAPI document need to know. Exactly one
/// of <see cref="Answer"/> and <see cref="Stream"/> is set.
/// </summary>
internal sealed record ApiRoute(string Method, string Pattern, string Summary)
{
    public Func<ApiCall, Task<ApiAnswer>>? Answer { get; init; }

    /// <summary>Writes its answer piece by piece; cannot be repeated from a store.</summary>
    public Func<ApiCall, Task>? Stream { get; init; }

    public Type? Request { get; init; }

    public Type? Response { get; init; }

    public IReadOnlyList<string> Queries { get; init; } = [];

    public string ResponseType { get; init; } = "application/json";
}
