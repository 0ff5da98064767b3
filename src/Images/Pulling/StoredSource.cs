using Orchestrator.Images.Blobs;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Pulling;

/// <summary>For an image whose blobs were all put into the store before.</summary>
internal sealed class StoredSource : IBlobSource
{
    public Task FetchAsync(Descriptor blob, IncomingBlob into, Action<long> progress, CancellationToken cancel) =>
        throw new ImageException($"The archive names the blob {blob.Digest} of {blob.Size} bytes, but does not hold it.");
}
