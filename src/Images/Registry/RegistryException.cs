namespace Orchestrator.Images.Registry;

/// <summary>What a registry did not do; the message is whole sentences for the user: what, why, what to do next.</summary>
public sealed class RegistryException(RegistryProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public RegistryProblem Problem { get; } = problem;

    /// <summary>When the registry asked to come again, if it did (RFC 9110, Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }
}
