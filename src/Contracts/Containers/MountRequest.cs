using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MountRequest
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c> or <c>output</c>.</summary>
    public required string Type { get; set; }

    /// <summary>Absolute host path; of a volume its name.</summary>
    public string? Source { get; set; }

    public required string Target { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>Of a volume: it is removed with the container.</summary>
    public bool Ephemeral { get; set; }

    public long? SizeBytes { get; set; }

    /// <summary>
    /// Words such as <c>noexec</c>, <c>rslave</c>, <c>optional</c>, <c>create=dir</c>, <c>nosymlink</c>, <c>subpath=a/b</c> and
    /// <c>idmap</c>; docs/mounts.md has them all.
    /// </summary>
    public IReadOnlyList<string> Options { get; set; } = [];
}
