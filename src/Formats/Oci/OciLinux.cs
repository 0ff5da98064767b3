namespace Orchestrator.Formats.Oci;

public sealed record OciLinux
{
    /// <summary>Type to path; null path: a new one.</summary>
    public IReadOnlyDictionary<string, string?> Namespaces { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyList<OciIdMap> UidMappings { get; init; } = [];

    public IReadOnlyList<OciIdMap> GidMappings { get; init; } = [];

    /// <summary>monotonic and boottime.</summary>
    public IReadOnlyDictionary<string, TimeSpan> TimeOffsets { get; init; } = new Dictionary<string, TimeSpan>();

    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];

    public IReadOnlyDictionary<string, string> Sysctl { get; init; } = new Dictionary<string, string>();

    /// <summary>The text of the object; null: there is none.</summary>
    public string? Seccomp { get; init; }

    public bool Personality32 { get; init; }

    /// <summary>Besides those that every container has.</summary>
    public IReadOnlyList<OciDevice> Devices { get; init; } = [];

    public OciResources Resources { get; init; } = new();

    public string? MountLabel { get; init; }
}
