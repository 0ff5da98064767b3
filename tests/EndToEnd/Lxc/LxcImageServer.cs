using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>A server of images as images.linuxcontainers.org is one, with one image, on loopback.</summary>
internal sealed class LxcImageServer : IAsyncDisposable
{
    private const string Folder = "/images/tiny/1/amd64/default/1/";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly Dictionary<string, byte[]> _pages;
    private readonly Task _work;

    private LxcImageServer(LxcImage image)
    {
        var index = Encoding.ASCII.GetBytes($"tiny;1;amd64;default;1;{Folder}\n");
        _pages = new Dictionary<string, byte[]>
        {
            ["/meta/1.0/index-system"] = index, ["/meta/1.0/index-user"] = index,
            [Folder + "rootfs.tar.xz"] = File.ReadAllBytes(image.Files), [Folder + "meta.tar.xz"] = File.ReadAllBytes(image.Metadata),
        };
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<string> Asked { get; } = [];

    public static LxcImageServer Start(LxcImage image) => new(image);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_certificate);
                await AnswerAsync(stream);
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
            {
                // Who goes away in between asks again.
            }
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        // lxc-download begins a path with two slashes.
        var path = ((await reader.ReadLineAsync() ?? "").Split(' ').ElementAtOrDefault(1) ?? "").Replace("//", "/", StringComparison.Ordinal);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        Asked.Add(path);
        var page = _pages.GetValueOrDefault(path);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {(page is null ? "404 Not Found" : "200 OK")}\r\nContent-Length: {page?.Length ?? 0}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(page ?? []);
        await stream.ShutdownAsync();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
