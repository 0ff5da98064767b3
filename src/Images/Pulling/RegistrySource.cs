using Orchestrator.Images.Blobs;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Registry;

namespace Orchestrator.Images.Pulling;

internal sealed class RegistrySource(BlobDownload download, IReadOnlyList<string> hosts, ImageReference reference) : IBlobSource
{
    public Task FetchAsync(Descriptor blob, IncomingBlob into, Action<long> progress, CancellationToken cancel) =>
        download.RunAsync(into, hosts, reference.Repository, reference.Registry, progress, cancel);
}
