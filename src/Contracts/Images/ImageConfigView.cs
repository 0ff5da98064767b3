namespace Orchestrator.Contracts.Images;

/// <summary>How an image wants to be run (OCI image spec, config.md).</summary>
public sealed record ImageConfigView
{
    public IReadOnlyList<string> Entrypoint { get; set; } = [];

    public IReadOnlyList<string> Cmd { get; set; } = [];

    public IReadOnlyList<string> Env { get; set; } = [];

    public string? User { get; set; }

    public string? WorkingDir { get; set; }

    public IReadOnlyList<string> ExposedPorts { get; set; } = [];

    public IReadOnlyList<string> Volumes { get; set; } = [];

    public string? StopSignal { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<string>? Healthcheck { get; set; }
}
