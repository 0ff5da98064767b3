namespace Orchestrator.Images.Oci;

/// <summary>The media types of OCI images and of Docker's image format v2 schema 2, which mean the same.</summary>
public static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = OciLayer + "+gzip";
    public const string OciLayerZstd = OciLayer + "+zstd";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    private const string Foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private const string NonDistributable = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private const string Schema1 = "application/vnd.docker.distribution.manifest.v1";

    public static IReadOnlyList<string> Accepted { get; } = [OciIndex, OciManifest, DockerList, DockerManifest];

    /// <summary>Without parameters such as <c>; charset=utf-8</c>, in lower case (RFC 9110, 8.3.1).</summary>
    public static string? Bare(string? type)
    {
        if (type is null)
            return null;
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }

    public static bool IsIndex(string? type) => type is OciIndex or DockerList;

    public static bool IsManifest(string? type) => type is OciManifest or DockerManifest;

    public static bool IsConfig(string? type) => type is OciConfig or DockerConfig;

    public static bool IsSchema1(string? type) => type?.StartsWith(Schema1, StringComparison.Ordinal) == true;

    /// <summary>Layers that a registry need not have, and that a client would fetch from addresses within the manifest.</summary>
    public static bool IsForeign(string? type) =>
        type == Foreign || type?.StartsWith(NonDistributable, StringComparison.Ordinal) == true;

    public static bool IsLayer(string? type) =>
        type is OciLayer or OciLayerGzip or OciLayerZstd or DockerLayer or DockerLayerGzip;
}
