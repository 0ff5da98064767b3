namespace Orchestrator.Formats.Oci;

/// <summary>A bundle's config.json (opencontainers/runtime-spec 1.2), as far as containers on Linux have use for it.</summary>
public sealed record OciConfig
{
    public string RootPath { get; init; } = "";

    public bool RootReadOnly { get; init; }

    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    public required OciProcess Process { get; init; }

    public IReadOnlyList<OciMount> Mounts { get; init; } = [];

    public IReadOnlyList<OciHook> CreateContainerHooks { get; init; } = [];

    public IReadOnlyList<OciHook> PoststopHooks { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public required OciLinux Linux { get; init; }

    /// <summary>Properties that the specification does not know.</summary>
    public IReadOnlyList<OciProblem> Ignored { get; init; } = [];
}
