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

    /// <summary>Those of prestart, which is the old name, before those of createRuntime.</summary>
    public IReadOnlyList<OciHook> CreateRuntimeHooks { get; init; } = [];

    public IReadOnlyList<OciHook> CreateContainerHooks { get; init; } = [];

    public IReadOnlyList<OciHook> StartContainerHooks { get; init; } = [];

    public IReadOnlyList<OciHook> PoststartHooks { get; init; } = [];

    public IReadOnlyList<OciHook> PoststopHooks { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public required OciLinux Linux { get; init; }

    /// <summary>Properties that the specification does not know.</summary>
    public IReadOnlyList<OciProblem> Ignored { get; init; } = [];
}
