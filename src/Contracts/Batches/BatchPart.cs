using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>What of a batch an order is about.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchPart
{
    /// <summary>JOB or JOB.INDEX; null: all of it.</summary>
    public string? Part { get; set; }

    /// <summary>Of a requeue: end what runs, and run it again.</summary>
    public bool Running { get; set; }

    /// <summary>Of a requeue: run again what succeeded too.</summary>
    public bool Succeeded { get; set; }
}
