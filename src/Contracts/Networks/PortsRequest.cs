using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Networks;

/// <summary>Body of <c>POST /v1/containers/{name}/ports</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PortsRequest
{
    public IReadOnlyList<PortRequest> Add { get; set; } = [];

    public IReadOnlyList<PortRequest> Remove { get; set; } = [];
}
