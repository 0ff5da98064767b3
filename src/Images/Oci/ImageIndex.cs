namespace Orchestrator.Images.Oci;

/// <summary>Images for several platforms under one name (Docker: manifest list).</summary>
public sealed record ImageIndex(string MediaType, IReadOnlyList<Descriptor> Manifests)
{
    /// <summary>Entries that fit, best first and else in their order. Without an entry's platform nothing is known of it.</summary>
    public IReadOnlyList<Descriptor> For(Platform platform) =>
    [
        .. Manifests
            .Where(entry => MediaTypes.IsManifest(entry.MediaType) && entry.Platform is { } offered && platform.Fitness(offered) > 0)
            .OrderByDescending(entry => platform.Fitness(entry.Platform!)),
    ];

    /// <summary>The platforms there are, for a message.</summary>
    public string Platforms()
    {
        var known = Manifests.Select(entry => entry.Platform).OfType<Platform>()
            .Where(one => one.Os != "unknown").Select(one => one.ToString()).Distinct().Take(20).ToList();
        return known.Count == 0 ? "none is named" : string.Join(", ", known);
    }
}
