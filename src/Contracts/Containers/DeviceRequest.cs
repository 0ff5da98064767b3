using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>A device node of the host that the container gets.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeviceRequest
{
    /// <summary>Absolute host path of the node, or of a directory whose nodes are all meant.</summary>
    public required string Source { get; set; }

    /// <summary>Absolute path inside; null: as outside.</summary>
    public string? Target { get; set; }

    /// <summary>Some of r, w and m.</summary>
    public string Access { get; set; } = "rwm";
}
