using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Networks;
using Orchestrator.Contracts.Values;
using Orchestrator.Daemon.Api;
using Orchestrator.Daemon.Api.Images;
using Orchestrator.Images.Oci;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Storage;

namespace Orchestrator.Daemon.Mapping;

/// <summary>
/// What an image says of how it wants to be run, for everything that the request does not say (OCI image spec,
/// conversion.md). It is the word of a stranger: each value goes the way that a user's would go.
/// </summary>
internal static class ImageDefaults
{
    private const int MostVolumes = 64, MostPorts = 256;

    /// <summary>Null: the image has no config, or there is none of that name here.</summary>
    public static ImageConfig? Find(ImageStore images, string? name) =>
        name is not null && images.Resolve(name).Image is { } image && images.Library.Record(image.Digest) is { } record
            ? ImageDetails.ConfigOf(images.Library, record)
            : null;

    /// <returns>What the image wants and does not get.</returns>
    public static IReadOnlyList<string> Apply(ContainerRequest request, ImageConfig? config, bool autoRemove)
    {
        if (config is null)
        {
            request.Command = [.. request.Entrypoint ?? [], .. request.Command];
            return [];
        }
        request.Command = Command(config, request.Entrypoint, request.Command);
        request.Env = Env(config, request.Env);
        request.User ??= config.User;
        request.Workdir ??= Workdir(config);
        request.StopSignal ??= StopSignal(config);
        if (config.Labels.Count > 0)
            request.Labels = Merged(config.Labels, request.Labels);
        request.Mounts = [.. request.Mounts, .. Volumes(config, request, autoRemove)];
        request.Health = HealthMapper.Merge(request.Health, config.Healthcheck);
        if (!request.PublishAll)
            return [];
        var exposed = Exposed(config, request.Ports ?? []);
        request.Ports = [.. request.Ports ?? [], .. exposed];
        return request.Ports.Count == 0 ? ["the image does not say at which ports it listens, so that none is published"] : [];
    }

    /// <summary>Those that nobody has published yet.</summary>
    private static IReadOnlyList<PortRequest> Exposed(ImageConfig config, IReadOnlyList<PortRequest> published)
    {
        const string next = "Publish those that you need with -p.";
        var exposed = new List<PortRequest>();
        foreach (var text in config.ExposedPorts)
        {
            // A port of the host would be the image's word about the host.
            if (text.Contains(':', StringComparison.Ordinal) || PortWords.Read(text, out _) is not { } ports)
                throw new BadRequestException($"The image says that it listens at '{text}', which is no port", null, next);
            exposed.AddRange(ports.Where(port => !published.Any(one => one.ContainerPort == port.ContainerPort && one.Protocol == port.Protocol)));
            if (exposed.Count > MostPorts)
                throw new BadRequestException($"The image listens at more than {MostPorts} ports, the most that -P publishes", null, next);
        }
        return exposed;
    }

    /// <summary>Folders that are to be kept apart from the root get a volume that nobody named.</summary>
    private static IEnumerable<MountRequest> Volumes(ImageConfig config, ContainerRequest request, bool autoRemove)
    {
        if (config.Volumes.Count > MostVolumes)
            throw new BadRequestException($"The image wants {config.Volumes.Count} volumes; {MostVolumes} are the most", null, "It cannot be run here.");
        var taken = request.Mounts.Select(mount => mount.Target.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);
        return config.Volumes.Select(path => path.StartsWith('/') ? path : $"/{path}").Where(path => taken.Add(path.TrimEnd('/')))
            .Select(path => new MountRequest { Type = "volume", Source = $"{VolumeStore.AnonymousPrefix}{Guid.CreateVersion7():N}", Target = path, Ephemeral = autoRemove });
    }

    public static void Apply(BatchJobDefinition job, ImageConfig? config)
    {
        if (config is null)
            return;
        job.Command = Command(config, null, job.Command);
        job.Env = Env(config, job.Env);
        job.User ??= config.User;
        job.Workdir ??= Workdir(config);
    }

    /// <summary>An entrypoint of one's own does away with the image's arguments too, which were meant for its own.</summary>
    private static IReadOnlyList<string> Command(ImageConfig config, IReadOnlyList<string>? entrypoint, IReadOnlyList<string> command) =>
        [.. entrypoint ?? config.Entrypoint, .. command.Count > 0 ? command : entrypoint is null ? config.Cmd : []];

    private static IReadOnlyDictionary<string, string> Env(ImageConfig config, IReadOnlyDictionary<string, string> given)
    {
        var env = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in config.Env)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                env[text[..equals]] = text[(equals + 1)..];
        }
        return Merged(env, given);
    }

    private static string? Workdir(ImageConfig config) =>
        config.WorkingDir is not { } directory ? null : directory.StartsWith('/') ? directory : $"/{directory}";

    private static int? StopSignal(ImageConfig config) =>
        config.StopSignal is not { } text ? null
        : Signals.TryParse(text, out var signal) ? signal
        : throw new BadRequestException(
            $"The image wants to be stopped by '{text}', which is no signal", null, "Give another one with --stop-signal TERM.");

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> below, IReadOnlyDictionary<string, string> above)
    {
        var merged = new Dictionary<string, string>(below, StringComparer.Ordinal);
        foreach (var (key, value) in above)
            merged[key] = value;
        return merged;
    }
}
