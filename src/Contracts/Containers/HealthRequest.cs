using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>How a container is asked whether it works; what is left out is the image's, else the engine's default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HealthRequest
{
    /// <summary>It is not asked, whatever the image says.</summary>
    public bool None { get; set; }

    /// <summary>A program of the container that ends with 0 while it works.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    /// <summary>From the start, and then from one answer to the next question (30).</summary>
    public double? IntervalSeconds { get; set; }

    /// <summary>A program that takes longer is killed, and counts as a failure (30).</summary>
    public double? TimeoutSeconds { get; set; }

    /// <summary>Failures before this do not count (0).</summary>
    public double? StartPeriodSeconds { get; set; }

    /// <summary>Failures in a row that make it unhealthy (3).</summary>
    public int? Retries { get; set; }
}
