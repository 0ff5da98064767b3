using System.Net;
using Orchestrator.Images.Blobs;
using Polly;

namespace Orchestrator.Images.Registry;

/// <summary>
/// Brings a blob here, whatever is cut on the way: it goes on where it was, from the next of its hosts if one fails. What
/// was changed in between shows in the digest, and then all of it comes once more.
/// </summary>
public sealed class BlobDownload(RegistryClient client, RegistryOptions options)
{
    private readonly ResiliencePipeline _tries =
        new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(RegistryClient.Retries(options)).Build();

    /// <summary>Returns when the blob is whole and has its digest.</summary>
    /// <param name="progress">Called with the number of bytes that are here.</param>
    /// <exception cref="RegistryException"/>
    public async Task RunAsync(
        IncomingBlob blob, IReadOnlyList<string> hosts, string repository, string registry, Action<long> progress, CancellationToken cancel)
    {
        progress(blob.Length);
        for (var anew = 0; ; anew++)
        {
            while (blob.Length < blob.Size)
            {
                var before = blob.Length;
                try
                {
                    await _tries.ExecuteAsync(async attempt => await FromAnyAsync(blob, hosts, repository, registry, progress, attempt).ConfigureAwait(false), cancel).ConfigureAwait(false);
                }
                catch (RegistryException error) when (error.Problem == RegistryProblem.Passing && blob.Length > before)
                {
                    // Slow and often cut, but it comes: the tries are counted anew.
                }
            }
            if (blob.Complete())
                return;
            blob.Restart();
            progress(0);
            if (anew == 1)
            {
                throw new RegistryException(
                    RegistryProblem.Refused, $"What {string.Join(", ", hosts)} sent for the blob {blob.Digest} does not have that digest. "
                    + "Nothing of it was kept. The registry's storage is damaged, or somebody changes what it sends.");
            }
        }
    }

    private async Task FromAnyAsync(
        IncomingBlob blob, IReadOnlyList<string> hosts, string repository, string registry, Action<long> progress, CancellationToken cancel)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await FromAsync(blob, hosts[i], repository, registry, progress, cancel).ConfigureAwait(false);
                return;
            }
            catch (RegistryException) when (i + 1 < hosts.Count)
            {
            }
        }
    }

    private async Task FromAsync(
        IncomingBlob blob, string host, string repository, string registry, Action<long> progress, CancellationToken cancel)
    {
        var from = blob.Length;
        using var answer = await client.OpenBlobAsync(host, repository, blob.Digest, from, registry, cancel).ConfigureAwait(false);
        if (from > 0 && !Continues(answer, from, blob.Size))
        {
            blob.Restart();
            progress(0);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new RegistryException(RegistryProblem.Passing, $"{host} does not go on with the blob {blob.Digest} at byte {from}.");
        }
        await using var body = new PatientStream(await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), options);
        var buffer = new byte[1 << 17];
        while (await body.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            if (blob.Length + read > blob.Size)
            {
                blob.Restart();
                throw new RegistryException(RegistryProblem.Refused, $"{host} sent more for the blob {blob.Digest} than the {blob.Size} bytes that its manifest names.");
            }
            blob.Append(buffer.AsSpan(0, read));
            progress(blob.Length);
        }
        if (blob.Length < blob.Size)
            throw new RegistryException(RegistryProblem.Passing, $"{host} sent {blob.Length} of {blob.Size} bytes of the blob {blob.Digest} and ended.");
    }

    /// <summary>The rest and nothing else was sent (RFC 9110, 14.4).</summary>
    private static bool Continues(HttpResponseMessage answer, long from, long size) =>
        answer.StatusCode == HttpStatusCode.PartialContent
        && answer.Content.Headers.ContentRange is { From: { } start } range && start == from && (range.Length is not { } whole || whole == size);
}
