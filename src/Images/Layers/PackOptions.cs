namespace Orchestrator.Images.Layers;

/// <summary>How a tree becomes an archive.</summary>
public sealed record PackOptions
{
    /// <summary>The id inside for one on the disk; null: the same.</summary>
    public Func<uint, uint>? Uid { get; init; }

    /// <summary>As <see cref="Uid"/>, for groups.</summary>
    public Func<uint, uint>? Gid { get; init; }

    /// <summary>Overlay's whiteouts and opaque directories become those of a layer (OCI image-spec, layer.md).</summary>
    public bool Whiteouts { get; init; }

    /// <summary>Overlay's notes are in <c>user.overlay.*</c>.</summary>
    public bool UserAttributes { get; init; }

    /// <summary>Times after this one are told as this one, for archives that come out the same again.</summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>What is mounted in the tree is told as an empty directory or file.</summary>
    public bool OneMount { get; init; }

    /// <summary>What the names begin with instead of the top's own, such as <c>etc</c>; null: they begin below it.</summary>
    public string? Prefix { get; init; }
}
