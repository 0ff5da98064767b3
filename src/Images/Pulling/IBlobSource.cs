using Orchestrator.Images.Blobs;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Pulling;

/// <summary>Where the blobs of an image come from.</summary>
internal interface IBlobSource
{
    /// <summary>Returns when the blob is whole and has its digest.</summary>
    Task FetchAsync(Descriptor blob, IncomingBlob into, Action<long> progress, CancellationToken cancel);
}
