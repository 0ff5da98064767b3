using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orchestrator.Images.Registry;

/// <summary>The connections to one registry: whom it is trusted by, and whether plain HTTP is allowed.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private const string DockerHubHost = "registry-1.docker.io";
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);
    private readonly HttpClient _client;
    private readonly List<X509Certificate2> _authorities = [];
    private readonly string _registry;
    private readonly string? _certificates;
    private volatile bool _plain;

    public RegistryHttp(string registry, RegistryOptions options)
    {
        _registry = registry;
        Insecure = options.Insecure.Contains(registry);
        _certificates = options.CertificateFolder is { } folder ? Path.Combine(folder, registry) : null;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ConnectTimeout = ConnectTime,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            MaxResponseDrainSize = 64 << 10,
        };
        Trust(handler.SslOptions);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Said to be so by the user of this node, and not by anything that came over the network.</summary>
    public bool Insecure { get; }

    public Uri Address(string path) =>
        new($"{(_plain ? "http" : "https")}://{(_registry == Oci.ImageReference.DefaultRegistry ? DockerHubHost : _registry)}{path}");

    /// <summary>Whether this node may fetch from there at all (L48): never a file, and HTTP only if the registry is known as insecure.</summary>
    public bool Allows(Uri address) => address.IsAbsoluteUri && (address.Scheme == "https" || (address.Scheme == "http" && Insecure));

    /// <exception cref="RegistryException"/>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (Rejected(error))
        {
            throw new RegistryException(
                RegistryProblem.Untrusted,
                $"The certificate of {_registry} is not trusted: {Inner(error)}. Put its CA's certificate as PEM into "
                + $"{_certificates ?? $"certs.d/{_registry}"}/ca.crt, or give it with: orch login --ca FILE {_registry}",
                error);
        }
        catch (HttpRequestException error)
        {
            var noTls = error.HttpRequestError == HttpRequestError.SecureConnectionError || error.InnerException is AuthenticationException;
            if (noTls && !Insecure)
            {
                throw new RegistryException(
                    RegistryProblem.Untrusted,
                    $"{_registry} does not speak TLS ({Inner(error)}). If it is meant to speak plain HTTP, and you trust the network "
                    + $"in between, allow it: --insecure-registry {_registry}",
                    error);
            }
            // Nobody at port 443: plain HTTP has a port of its own.
            if (Insecure && (noTls || request.RequestUri!.IsDefaultPort))
                _plain = true;
            throw new RegistryException(RegistryProblem.Passing, $"{_registry} cannot be reached: {Inner(error)}.", error)
            {
                RetryAfter = noTls ? TimeSpan.Zero : null,
            };
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var authority in _authorities)
            authority.Dispose();
    }

    private static bool Rejected(HttpRequestException error) =>
        error.InnerException is AuthenticationException inner && inner.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase);

    private void Trust(SslClientAuthenticationOptions ssl)
    {
        if (Insecure)
        {
            ssl.RemoteCertificateValidationCallback = (_, _, _, _) => true;
            return;
        }
        if (_certificates is null || !Directory.Exists(_certificates))
            return;
        foreach (var file in Directory.EnumerateFiles(_certificates, "*.crt").Order(StringComparer.Ordinal))
            _authorities.AddRange(Load(file));
        foreach (var file in Directory.EnumerateFiles(_certificates, "*.cert"))
        {
            ssl.ClientCertificates ??= [];
            ssl.ClientCertificates.Add(LoadPair(file, Path.ChangeExtension(file, ".key")));
        }
        if (_authorities.Count == 0)
            return;
        // The system's authorities stay trusted beside them, as with Docker.
        ssl.RemoteCertificateValidationCallback = (_, certificate, sent, errors) =>
            errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 shown && Chains(shown, sent));
    }

    private bool Chains(X509Certificate2 shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange((sent?.ChainElements.Select(element => element.Certificate) ?? []).ToArray());
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private static X509Certificate2Collection Load(string file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found;
        }
        catch (CryptographicException error)
        {
            throw new RegistryException(RegistryProblem.Untrusted, $"The certificate {file} cannot be read: {error.Message} It must be PEM.");
        }
    }

    private static X509Certificate2 LoadPair(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or IOException)
        {
            throw new RegistryException(RegistryProblem.Untrusted, $"The client certificate {certificate} with {key} cannot be read: {error.Message}");
        }
    }

    private static string Inner(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message.TrimEnd('.');
    }
}
