namespace Orchestrator.Images.Oci;

/// <summary>One image for one platform: its config and its layers, lowest first.</summary>
public sealed record ImageManifest(string MediaType, Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
