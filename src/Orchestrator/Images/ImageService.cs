using Orchestrator.Contracts;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Layouts;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Registry;
using Orchestrator.Images.Store;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Images;

namespace Orchestrator.Daemon.Images;

/// <summary>What the daemon does with images besides running them: pulls, pushes, logins, cleaning.</summary>
internal sealed class ImageService : IDisposable
{
    private readonly DaemonSettings _settings;
    private readonly string _certificates;

    public ImageService(RootLayout layout, DaemonSettings settings, ImageStore store, TimeProvider time)
    {
        (_settings, Store) = (settings, store);
        var etc = Path.GetDirectoryName(layout.Configuration)!;
        _certificates = settings.RegistryCertificates ?? Path.Combine(etc, "certs.d");
        Logins = new CredentialFile(Path.Combine(etc, "credentials.json"), DockerFiles());
        var options = new RegistryOptions
        {
            CertificateFolder = _certificates,
            Insecure = settings.RegistryInsecure.ToHashSet(StringComparer.Ordinal),
            Mirrors = settings.RegistryMirrors.Select(mirror => mirror.Split('=', 2)).GroupBy(pair => pair[0])
                .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(pair => pair[1])]),
            Parallel = settings.RegistryParallel,
            Time = time,
        };
        var limits = new UnpackLimits
        {
            Sync = false,
            UserAttributes = RootlessIds.OfThisProcess is not null,
            DiskReserve = settings.DiskReserveBytes ?? new UnpackLimits().DiskReserve,
        };
        Puller = new ImagePuller(store.Library, options, Logins.Find, () => limits);
        Archives = new ImageArchives(store.Library, Puller, limits, time);
    }

    public ImageStore Store { get; }

    public ImagePuller Puller { get; }

    public ImageArchives Archives { get; }

    public CredentialFile Logins { get; }

    /// <summary>Keeps authorities for a registry, for this and later daemons.</summary>
    public void Trust(string registry, string pem)
    {
        var folder = Path.Combine(_certificates, registry);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "ca.crt"), pem);
        Puller.Forget(registry);
    }

    /// <summary>Null, or why this registry is not asked.</summary>
    public string? Blocked(string registry) =>
        _settings.RegistryBlocked.Contains(registry) || _settings.RegistryBlocked.Contains("*")
            ? $"Registries that registry.blocked names are never asked, and {registry} is one. See: orch config show"
            : null;

    /// <summary>The problem that an exception of this part of the engine tells; null for one of another kind.</summary>
    public static Problem? ToProblem(string title, Exception error) => error switch
    {
        RegistryException failure => new Problem
        {
            Title = title,
            Detail = failure.Message,
            Status = failure.Problem switch { RegistryProblem.NotFound => 404, RegistryProblem.Unauthorized => 403, _ => 502 },
        },
        OciFormatException or ImageException => new Problem { Title = title, Detail = error.Message, Status = 409 },
        IOException or UnauthorizedAccessException => new Problem { Title = title, Detail = error.Message, Status = 507 },
        _ => null,
    };

    public ImageView ToView(ImageTag tag) => ToView(tag.Name, Store.Library.Record(tag.Digest), tag.Digest);

    public ImageView ToView(string? name, ImageRecord? record, string digest) => new()
    {
        Name = name,
        Digest = digest,
        SizeBytes = record?.SizeBytes ?? 0,
        CreatedAt = record?.CreatedAt,
        Layers = record?.Layers.Count ?? 0,
        Platform = record?.Platform,
        Containers = Store.Library.UsersOf(digest).Count,
    };

    public void Dispose() => Puller.Dispose();

    private static IReadOnlyList<string> DockerFiles() =>
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder ? [Path.Combine(folder, "config.json")]
        : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? [Path.Combine(home, ".docker", "config.json")]
        : [];
}
