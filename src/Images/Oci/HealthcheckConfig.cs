namespace Orchestrator.Images.Oci;

/// <summary>
/// How an image wants its containers asked whether they work (moby's image spec, "Healthcheck").
/// </summary>
/// <param name="Test"><c>NONE</c>; <c>CMD</c> and arguments; or <c>CMD-SHELL</c> and a line for /bin/sh.</param>
public sealed record HealthcheckConfig(IReadOnlyList<string> Test)
{
    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StartPeriod { get; init; }

    public int? Retries { get; init; }
}
