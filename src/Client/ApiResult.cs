using Orchestrator.Contracts;

namespace Orchestrator.Client;

/// <summary>Exactly one of the two is set.</summary>
public readonly record struct ApiResult<T>(T? Value, Problem? Problem)
    where T : class
{
    public bool Ok => Problem is null;
}
