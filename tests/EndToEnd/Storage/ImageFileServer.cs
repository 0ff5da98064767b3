using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>An image server on loopback with a certificate that only its own authority vouches for.</summary>
internal sealed class ImageFileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ImageFileServer(OrchRoot root, bool streams, string rootfs, string meta)
    {
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var key = RSA.Create(2048);
        var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        own.CertificateExtensions.Add(names.Build());
        using var signed = own.Create(authority, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(20), [1, 2, 3, 4]);
        _certificate = X509CertificateLoader.LoadPkcs12(signed.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
        Authority = root.Write("authority.pem", authority.ExportCertificatePem());
        _listener.Start();
        Host = _listener.LocalEndpoint.ToString()!;
        var (big, small) = (File.ReadAllBytes(rootfs), File.ReadAllBytes(meta));
        _files["/images/busy/rootfs.tar.xz"] = big;
        _files["/images/busy/meta.tar.xz"] = small;
        if (streams)
        {
            _files["/streams/v1/index.json"] = """{"format":"index:1.0","index":{"images":{"datatype":"image-downloads","path":"streams/v1/images.json","format":"products:1.0","products":["busy:one:amd64:default"]}}}"""u8.ToArray();
            _files["/streams/v1/images.json"] = Encoding.UTF8.GetBytes(
                """{"format":"products:1.0","products":{"busy:one:amd64:default":{"aliases":"busy/one","arch":"amd64","versions":{"20260101_00:00":{"items":{"""
                + $"\"root.tar.xz\":{{\"ftype\":\"root.tar.xz\",\"path\":\"images/busy/rootfs.tar.xz\",\"sha256\":\"{Sum(big)}\",\"size\":{big.Length}}}" + "}}}}}}");
        }
        else
        {
            _files["/meta/1.0/index-system"] = "busy;one;amd64;default;;\nbusy;one;amd64;default;20260101;/images/busy/\n"u8.ToArray();
            _files["/images/busy/SHA256SUMS"] = Encoding.UTF8.GetBytes($"{Sum(big)}  rootfs.tar.xz\n{Sum(small)}  meta.tar.xz\n");
        }
        _serving = ServeAsync();
    }

    public string Host { get; }

    /// <summary>What the server answers for a path.</summary>
    public IDictionary<string, byte[]> Files => _files;

    public string Authority { get; }

    public bool Corrupt { get; set; }

    /// <summary>The next large answer ends after so many bytes.</summary>
    public int CutAt { get; set; }

    public List<string> Ranges { get; } = [];

    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(_certificate);
                await AnswerAsync(tls);
            }
            catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
            {
                // A client that does not trust us, or went away.
            }
        }
    }

    private async Task AnswerAsync(SslStream tls)
    {
        using var reader = new StreamReader(tls, leaveOpen: true);
        var path = (await reader.ReadLineAsync())?.Split(' ')[1];
        if (path is null)
            return;
        Requests++;
        var from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase))
            {
                Ranges.Add(header[7..]);
                from = int.Parse(header[13..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        if (!_files.TryGetValue(path, out var body))
        {
            await tls.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{body.Length - 1}/{body.Length}" : "200 OK";
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length - from}\r\nConnection: close\r\n\r\n"));
        var answer = body[from..];
        if (path.EndsWith("rootfs.tar.xz", StringComparison.Ordinal))
        {
            if (Corrupt)
                answer[^1] ^= 1;
            if (CutAt > 0)
                answer = answer[..CutAt];
            CutAt = 0;
        }
        await tls.WriteAsync(answer);
    }
}
