using Orchestrator.Contracts.Images;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;

namespace Orchestrator.Daemon.Api.Images;

internal static class ImageDetails
{
    public static ImageDetail Of(ImageLibrary library, string digest)
    {
        var record = library.Record(digest)!;
        var config = ConfigOf(library, record);
        return new ImageDetail
        {
            Names = [.. library.Names().Where(tag => tag.Digest == digest).Select(tag => tag.Name)],
            Digest = digest,
            SizeBytes = record.SizeBytes,
            CreatedAt = record.CreatedAt,
            Platform = record.Platform,
            MediaType = record.MediaType,
            ConfigDigest = record.Config,
            Source = record.Source,
            Author = config?.Author,
            Layers = [.. record.Layers.Select((key, i) => new ImageLayerView(
                config?.DiffIds.ElementAtOrDefault(i) is { } diffId && config.DiffIds.Count > i ? diffId.ToString() : null,
                record.Blobs.ElementAtOrDefault(i),
                Digest.TryParse(record.Blobs.ElementAtOrDefault(i)) is { } blob ? library.Blobs.SizeOf(blob) : null,
                library.Layers.NoteOf(key)?.Bytes))],
            Config = config is null ? null : new ImageConfigView
            {
                Entrypoint = config.Entrypoint,
                Cmd = config.Cmd,
                Env = config.Env,
                User = config.User,
                WorkingDir = config.WorkingDir,
                ExposedPorts = config.ExposedPorts,
                Volumes = config.Volumes,
                StopSignal = config.StopSignal,
                Labels = config.Labels,
                Healthcheck = config.Healthcheck?.Test,
            },
            Containers = library.UsersOf(digest),
        };
    }

    /// <summary>Null: the image has none, or it is damaged on the disk.</summary>
    public static ImageConfig? ConfigOf(ImageLibrary library, ImageRecord record)
    {
        if (Digest.TryParse(record.Config) is not { } digest || library.Blobs.TryReadSmall(digest, ImageLimits.ConfigBytes) is not { } bytes)
            return null;
        try
        {
            return ConfigReader.Read(bytes);
        }
        catch (OciFormatException)
        {
            return null;
        }
    }
}
