using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class HealthCheck
{
    private const int MostRetries = 1000;

    /// <summary>Each question is a process: they must not be a load of their own.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1), Most = TimeSpan.FromDays(1);

    public static string? Check(HealthSpec? health)
    {
        if (health is null)
            return null;
        if (health.Command is not { Count: > 0 } command || string.IsNullOrEmpty(command[0]) || command.Any(word => word.Contains('\0', StringComparison.Ordinal)))
            return "A healthcheck without a command asks nothing. Give one with --health-cmd, or leave the other health options out.";
        foreach (var (name, value, least) in (ReadOnlySpan<(string, TimeSpan, TimeSpan)>)
            [("interval", health.Interval, Least), ("timeout", health.Timeout, Least), ("start period", health.StartPeriod, TimeSpan.Zero)])
        {
            if (value < least || value > Most)
                return $"The {name} of the healthcheck is {value.TotalSeconds:0.###} s; it may be from {least.TotalSeconds:0} s to a day.";
        }
        return health.Retries is >= 1 and <= MostRetries
            ? null
            : $"The healthcheck has {health.Retries} retries; it may have from 1 to {MostRetries}.";
    }
}
