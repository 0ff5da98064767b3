using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>The five sets of capabilities(7); what is left out is empty.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CapabilityRequest
{
    public IReadOnlyList<string> Effective { get; set; } = [];

    public IReadOnlyList<string> Permitted { get; set; } = [];

    public IReadOnlyList<string> Inheritable { get; set; } = [];

    public IReadOnlyList<string> Bounding { get; set; } = [];

    public IReadOnlyList<string> Ambient { get; set; } = [];
}
