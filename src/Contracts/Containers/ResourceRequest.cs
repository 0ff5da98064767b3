using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Limits and weights; null leaves what is there.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ResourceRequest
{
    public long? MemoryBytes { get; set; }

    public double? Cpus { get; set; }

    public int? CpuWeight { get; set; }

    public int? Pids { get; set; }

    public int? IoWeight { get; set; }
}
