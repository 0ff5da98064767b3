namespace Orchestrator.Formats.Oci;

public sealed record OciProcess
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<string> Environment { get; init; } = [];

    public string Directory { get; init; } = "/";

    public bool Terminal { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public int? Umask { get; init; }

    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Set name (bounding, effective, inheritable, permitted, ambient) to names; null: none are given.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Capabilities { get; init; }

    /// <summary>Names without RLIMIT_, in small letters.</summary>
    public IReadOnlyList<(string Name, ulong Soft, ulong Hard)> Rlimits { get; init; } = [];

    public bool NoNewPrivileges { get; init; }

    public int? OomScoreAdj { get; init; }

    public string? AppArmorProfile { get; init; }

    public string? SelinuxLabel { get; init; }
}
