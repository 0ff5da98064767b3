using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>
/// Files of an image server, by HTTPS and nothing else; the machine's certificates say whom to trust (SSL_CERT_FILE and
/// SSL_CERT_DIR name others). What is kept of a download that was cut off is gone on with.
/// </summary>
internal sealed class ImageServer : IDisposable
{
    private const int MostTextBytes = 64 << 20;
    private const long MostFileBytes = 16L << 30;
    private const int Tries = 3;

    private readonly HttpClient _client;
    private readonly string _host;

    public ImageServer(string host)
    {
        _host = host;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(30), UseCookies = false })
        {
            BaseAddress = new Uri($"https://{host}/"), Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("orch");
    }

    /// <summary>Null: the server has no such file.</summary>
    public async Task<byte[]?> TryReadAsync(string path, CancellationToken cancel)
    {
        using var response = await SendAsync(path, 0, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        Require(response, path);
        using var body = new MemoryStream();
        await CopyAsync(response, body, MostTextBytes, null, cancel).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>The file with this checksum, which is there only once it is whole.</summary>
    public async Task FetchAsync(RemoteFile file, string target, CancellationToken cancel)
    {
        var part = target + ".part";
        for (var tries = 1; ; tries++)
        {
            try
            {
                await FetchPartAsync(file, part, cancel).ConfigureAwait(false);
                break;
            }
            catch (Exception failure) when (tries < Tries && failure is HttpRequestException or IOException)
            {
                // What has come is kept, and the next try begins behind it.
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                throw new ImageServerException($"https://{_host}/{file.Path} could not be fetched: {failure.Message} What has come is kept; try again to go on.");
            }
        }
        using (var stream = File.OpenRead(part))
        {
            var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false));
            if (sum != file.Sha256)
            {
                File.Delete(part);
                throw new ImageServerException($"https://{_host}/{file.Path} has the checksum {sum}, and the server's list says {file.Sha256}: it was changed on the way or on the server. Nothing of it is used.");
            }
        }
        File.Move(part, target, overwrite: true);
    }

    public void Dispose() => _client.Dispose();

    private async Task FetchPartAsync(RemoteFile file, string part, CancellationToken cancel)
    {
        await using var stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        using var response = await SendAsync(file.Path, stream.Length, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return;
        Require(response, file.Path);
        if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == stream.Length)
            stream.Seek(0, SeekOrigin.End);
        else
            stream.SetLength(0);
        await CopyAsync(response, stream, MostFileBytes, response.Content.Headers.ContentLength, cancel).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, long from, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException failure) when (from == 0)
        {
            throw new ImageServerException($"https://{_host}/{path} cannot be reached: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    private void Require(HttpResponseMessage response, string path)
    {
        if (!response.IsSuccessStatusCode)
            throw new ImageServerException($"https://{_host}/{path} was answered with {(int)response.StatusCode} {response.ReasonPhrase}.");
    }

    private static async Task CopyAsync(HttpResponseMessage response, Stream target, long most, long? expected, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        long copied = 0;
        for (int got; (got = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0; copied += got)
        {
            if (copied + got > most)
                throw new ImageServerException($"An answer of the server is larger than {most} bytes, and was left there.");
            await target.WriteAsync(buffer.AsMemory(0, got), cancel).ConfigureAwait(false);
        }
        if (expected is { } all && copied < all)
            throw new IOException("The connection was cut.");
    }
}
