using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Tests.Support;

/// <summary>
/// As much of a registry as tests need, on loopback and in plain HTTP, which lies, cuts and dawdles as a test says. It
/// keeps the requests that it was sent.
/// </summary>
internal sealed class SmallRegistry : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public SmallRegistry()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public ConcurrentQueue<Request> Requests { get; } = new();

    public Dictionary<string, byte[]> Blobs { get; } = [];

    public Dictionary<string, (string Type, byte[] Bytes)> Manifests { get; } = [];

    /// <summary>Answers before anything else does; null: the registry's own answer.</summary>
    public Func<Request, Answer?> Instead { get; set; } = _ => null;

    public sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers);

    /// <param name="Cut">Closes the connection after so many bytes of the body.</param>
    public sealed record Answer(int Status, byte[] Body, IReadOnlyDictionary<string, string>? Headers = null, int? Cut = null, bool Hang = false);

    public Descriptor Add(byte[] blob, string type)
    {
        var digest = Digest.Of(blob);
        Blobs[digest.ToString()] = blob;
        return new Descriptor(type, digest, blob.Length);
    }

    /// <summary>An image of these layers (plain tars) under a tag.</summary>
    public Digest AddImage(string repository, string tag, params byte[][] layers)
    {
        var config = Add(
            Encoding.UTF8.GetBytes($$$"""{"os":"{{{Platform.Host.Os}}}","architecture":"{{{Platform.Host.Architecture}}}","rootfs":{"type":"layers","diff_ids":[{{{string.Join(',', layers.Select(layer => $"\"{Digest.Of(layer)}\""))}}}]}}"""),
            MediaTypes.OciConfig);
        var described = layers.Select(layer => Add(layer, MediaTypes.OciLayer)).ToList();
        var manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Text(config)}},"layers":[{{string.Join(',', described.Select(Text))}}]}""");
        var digest = Digest.Of(manifest);
        Manifests[$"{repository}/{tag}"] = Manifests[$"{repository}/{digest}"] = (MediaTypes.OciManifest, manifest);
        return digest;
    }

    public static string Text(Descriptor descriptor) =>
        $$"""{"mediaType":"{{descriptor.MediaType}}","digest":"{{descriptor.Digest}}","size":{{descriptor.Size}}}""";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_ending.Token);
            _ = Task.Run(async () =>
            {
                using (client)
                    await AnswerAllAsync(client.GetStream());
            });
        }
    }

    private async Task AnswerAllAsync(NetworkStream stream)
    {
        try
        {
            var reader = new StreamReader(stream, Encoding.Latin1);
            while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 } first)
            {
                if (!first.Contains(" HTTP/", StringComparison.Ordinal))
                    return; // TLS, which this one does not speak
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 } line)
                    headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                var request = new Request(first.Split(' ')[0], first.Split(' ')[1], headers);
                Requests.Enqueue(request);
                var answer = Instead(request) ?? Own(request);
                if (answer.Hang)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _ending.Token);
                }
                var head = new StringBuilder($"HTTP/1.1 {answer.Status} X\r\nContent-Length: {answer.Body.Length}\r\n");
                foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
                    head.Append($"{name}: {value}\r\n");
                await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _ending.Token);
                await stream.WriteAsync(answer.Body.AsMemory(0, answer.Cut ?? answer.Body.Length), _ending.Token);
                if (answer.Cut is not null)
                    return;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    public Answer Own(Request request)
    {
        var path = request.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["v2"])
            return new Answer(200, "{}"u8.ToArray());
        var repository = string.Join('/', path[1..^2]);
        if (path[^2] == "manifests" && Manifests.TryGetValue($"{repository}/{path[^1]}", out var manifest))
            return new Answer(200, manifest.Bytes, new Dictionary<string, string> { ["Content-Type"] = manifest.Type });
        if (path[^2] != "blobs" || !Blobs.TryGetValue(path[^1], out var blob))
            return new Answer(404, """{"errors":[{"code":"UNKNOWN","message":"not here"}]}"""u8.ToArray());
        if (request.Headers.GetValueOrDefault("Range") is not { } range)
            return new Answer(200, blob);
        var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
        return new Answer(206, blob[from..], new Dictionary<string, string> { ["Content-Range"] = $"bytes {from}-{blob.Length - 1}/{blob.Length}" });
    }
}
