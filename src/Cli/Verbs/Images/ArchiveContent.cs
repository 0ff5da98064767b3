using System.Formats.Tar;
using System.Net;

namespace Orchestrator.Cli.Verbs.Images;

/// <summary>An archive of images on its way to the daemon.</summary>
internal static class ArchiveContent
{
    /// <param name="path">A file, a folder, or <c>-</c> for what comes in.</param>
    public static HttpContent Of(string path) =>
        path == "-" ? new StreamContent(Console.OpenStandardInput(), 1 << 17)
        : Directory.Exists(path) ? new FolderContent(path)
        : new StreamContent(File.OpenRead(path), 1 << 17);

    /// <summary>A folder as a tar that is written while it is sent.</summary>
    private sealed class FolderContent(string path) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            TarFile.CreateFromDirectoryAsync(path, stream, includeBaseDirectory: false);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
