using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Volumes;

/// <summary>Body of <c>POST /v1/volumes</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record VolumeRequest(string Name)
{
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
}
