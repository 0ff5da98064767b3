namespace Orchestrator.Images.Registry;

/// <summary>How this node speaks with registries.</summary>
public sealed record RegistryOptions
{
    /// <summary>
    /// Folder of certificates: in <c>HOST[:PORT]/</c> every <c>*.crt</c> is a CA for that registry, and a
    /// <c>*.cert</c> with its <c>*.key</c> what this node shows it (as Docker's /etc/docker/certs.d).
    /// </summary>
    public string? CertificateFolder { get; init; }

    /// <summary>Registries whose certificate is not looked at, and with which plain HTTP is spoken when they speak no TLS.</summary>
    public IReadOnlySet<string> Insecure { get; init; } = new HashSet<string>();

    /// <summary>Registries to ask first, by the registry they stand in for; <c>*</c> is all. In their order, the registry itself last.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Layers that are fetched at a time.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How long a registry may take to begin an answer.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time in which at least <see cref="LeastBytes"/> have to come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that sends a byte now and then holds nothing here for ever (slowloris).</summary>
    public int LeastBytes { get; init; } = 16 << 10;

    /// <summary>Tries of one request, and of one blob without any progress.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Before the second try; then twice as long each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(300);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Hosts to ask for what a registry has, in order.</summary>
    public IEnumerable<string> HostsOf(string registry) =>
    [
        .. Mirrors.GetValueOrDefault(registry) ?? Mirrors.GetValueOrDefault("*") ?? [],
        registry,
    ];
}
