namespace Orchestrator.Images.Oci;

/// <summary>
/// What an image says of itself and of how it wants to be run (OCI image spec, config.md). Everything in it is the word of
/// whoever made the image.
/// </summary>
public sealed record ImageConfig
{
    public required Platform Platform { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Author { get; init; }

    /// <summary>Digests of the uncompressed layers, lowest first.</summary>
    public required IReadOnlyList<Digest> DiffIds { get; init; }

    public string? User { get; init; }

    /// <summary>Ports as <c>80/tcp</c>, sorted.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary><c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Absolute paths inside, sorted.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public string? WorkingDir { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Name or number.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Docker's addition to the format.</summary>
    public HealthcheckConfig? Healthcheck { get; init; }
}
