namespace Orchestrator.Formats.Oci;

/// <param name="Place">Where it stands in the configuration.</param>
public sealed record OciMount(string Place, string Destination, string? Type, string? Source, IReadOnlyList<string> Options)
{
    public IReadOnlyList<OciIdMap> UidMappings { get; init; } = [];

    public IReadOnlyList<OciIdMap> GidMappings { get; init; } = [];
}
