using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MountRequest
{
    /// <summary><c>bind</c>, <c>tmpfs</c> or <c>output</c>.</summary>
    public required string Type { get; set; }

    public string? Source { get; set; }

    public required string Target { get; set; }

    public bool ReadOnly { get; set; }

    public long? SizeBytes { get; set; }
}
