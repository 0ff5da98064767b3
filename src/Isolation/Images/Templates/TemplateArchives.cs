using Orchestrator.Images.Layers;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>Archives of templates are as hostile as layers of images: they go the same way.</summary>
internal static class TemplateArchives
{
    private const int MetadataBytes = 16 << 20;

    /// <summary>Null, or why the archive could not be unpacked to a directory that does not exist yet.</summary>
    public static string? Unpack(string archive, string directory, bool metadata, CancellationToken cancel)
    {
        var limits = new UnpackLimits { Whiteouts = false };
        if (metadata)
            limits = limits with { Bytes = MetadataBytes, Entries = 1000, RatioFrom = MetadataBytes };
        try
        {
            using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var outcome = LayerUnpacker.Unpack(file, directory, limits, cancel);
            return outcome.Problem is { } problem ? $"{archive}: {problem.Text}" : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SystemCallException)
        {
            return $"{archive} cannot be read: {failure.Message}";
        }
    }
}
