using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Docker's words for healthchecks, of run and create.</summary>
internal static class HealthOptions
{
    private static readonly Option Command = new("--health-cmd", null, "LINE", "A line for /bin/sh inside that ends with 0 while the container works");
    private static readonly Option Interval = new("--health-interval", null, "D", "Time between two checks (default 30s)");
    private static readonly Option Timeout = new("--health-timeout", null, "D", "A check that takes longer is killed and has failed (default 30s)");
    private static readonly Option StartPeriod = new("--health-start-period", null, "D", "Time to start in, during which failures do not count (default 0)");
    private static readonly Option Retries = new("--health-retries", null, "N", "Failures in a row that make it unhealthy (default 3)");
    private static readonly Option None = new("--no-healthcheck", null, null, "Leave out the image's healthcheck");

    public static IReadOnlyList<Option> All { get; } = [Command, Interval, Timeout, StartPeriod, Retries, None];

    public static HealthRequest? Read(Arguments given)
    {
        var health = new HealthRequest
        {
            None = given.Has(None),
            Command = given.Get(Command) is { } line ? ["/bin/sh", "-c", line] : null,
            IntervalSeconds = given.Time(Interval)?.TotalSeconds,
            TimeoutSeconds = given.Time(Timeout)?.TotalSeconds,
            StartPeriodSeconds = given.Time(StartPeriod)?.TotalSeconds,
            Retries = given.Integer(Retries, 1, 1000),
        };
        if (health == new HealthRequest())
            return null;
        return health.None && health != new HealthRequest { None = true }
            ? throw new UsageException("--no-healthcheck and the other health options exclude each other")
            : health;
    }
}
