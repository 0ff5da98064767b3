using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Queues;

/// <summary>A change of a class of jobs; null leaves what is there.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record QueueClassRequest
{
    /// <summary>Jobs of that class at once; 0: no limit.</summary>
    public int? Concurrency { get; set; }

    /// <summary>100 is normal.</summary>
    public int? Weight { get; set; }
}
