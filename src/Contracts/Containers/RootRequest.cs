using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>How the root of a container is made and entered, beside which one it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RootRequest
{
    /// <summary><c>pivot</c> (default), or <c>chroot</c>, which is no boundary.</summary>
    public string? Enter { get; set; }

    /// <summary>The root path is written to itself, without a layer of the container's own.</summary>
    public bool Direct { get; set; }

    /// <summary>Host directories below the root path, topmost first.</summary>
    public IReadOnlyList<string> Lower { get; set; } = [];

    /// <summary>Host directory that takes what the container writes.</summary>
    public string? Upper { get; set; }
}
