namespace Orchestrator.Isolation.Spec;

/// <summary>How a container is asked whether it works, while it runs: by a program inside that ends with 0.</summary>
public sealed record HealthSpec
{
    /// <summary>The program and its arguments, as the container's user.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>From the start, and then from one answer to the next question.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A program that takes longer is killed, and counts as one that failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time to start in, during which failures do not count; the first success ends it.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public int Retries { get; init; } = 3;
}
