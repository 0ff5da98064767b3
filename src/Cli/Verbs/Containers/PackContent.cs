using System.Net;
using System.Net.Http.Headers;
using Orchestrator.Images.Layers;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>A file or directory of this machine as the body of a request, packed while it is sent.</summary>
internal sealed class PackContent : HttpContent
{
    private readonly DirectoryHandle _directory;
    private readonly string? _name;
    private readonly string? _prefix;

    /// <param name="name">An entry of the directory; null: what is in the directory.</param>
    /// <param name="prefix">What it is called in the archive.</param>
    public PackContent(DirectoryHandle directory, string? name, string? prefix)
    {
        (_directory, _name, _prefix) = (directory, name, prefix);
        Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancel) => Task.Run(
        () =>
        {
            // Not disposed: the stream is the connection's.
            var body = new BufferedStream(stream, 256 << 10);
            if (_name is null)
                LayerPacker.Pack(_directory, body, new PackOptions(), cancel);
            else
                LayerPacker.Pack(_directory, _name, body, new PackOptions { Prefix = _prefix }, cancel);
            body.Flush();
        },
        cancel);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _directory.Dispose();
        base.Dispose(disposing);
    }
}
