using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Body of <c>POST /v1/containers/{name}/snapshots</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SnapshotRequest
{
    /// <summary>Null: <c>snap0</c>, <c>snap1</c> and so on.</summary>
    public string? Name { get; set; }

    public string? Comment { get; set; }

    /// <summary>Do not freeze the container meanwhile.</summary>
    public bool Live { get; set; }
}
