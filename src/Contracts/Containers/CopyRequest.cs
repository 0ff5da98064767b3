using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Body of <c>POST /v1/containers/{name}/copy</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CopyRequest
{
    /// <summary>Null: made up from the original's.</summary>
    public string? Name { get; set; }

    /// <summary>Take the files of this snapshot instead of the present ones.</summary>
    public string? Snapshot { get; set; }

    /// <summary>Share what can be shared instead of copying it.</summary>
    public bool Share { get; set; }

    /// <summary>Do not freeze the container meanwhile.</summary>
    public bool Live { get; set; }

    public bool Start { get; set; }

    public bool AutoRemove { get; set; }

    public bool KeepHostname { get; set; }

    public bool KeepMac { get; set; }

    /// <summary>Handed to the clone hooks.</summary>
    public IReadOnlyList<string> HookArguments { get; set; } = [];
}
