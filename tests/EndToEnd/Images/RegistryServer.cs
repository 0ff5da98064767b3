using System.Net;
using System.Net.Sockets;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Images;

/// <summary>
/// Debian's docker-registry on loopback with TLS of an authority of its own and basic authentication, filled by skopeo with
/// images that umoci made: one for all tests of a class.
/// </summary>
public sealed class RegistryServer : IAsyncLifetime
{
    private const string User = "ann";
    private const string Password = "s3cret";

    private readonly string _folder = Directory.CreateTempSubdirectory("e2e-registry-").FullName;
    private RunningCli? _server;

    public string? WhyNot { get; private set; }

    internal string Host { get; private set; } = "";

    internal string Authority => Path.Combine(_folder, "ca.crt");

    internal string Layout => Path.Combine(_folder, "layout");

    internal IReadOnlyList<string> Login => ["-u", User];

    internal string Secret => Password;

    public async ValueTask InitializeAsync()
    {
        string[] tools = ["/usr/bin/docker-registry", "/usr/bin/skopeo", "/usr/bin/umoci", "/usr/bin/htpasswd", "/usr/bin/openssl", "/bin/busybox"];
        WhyNot = !Environment.IsPrivilegedProcess ? "needs root: layers keep their owners"
            : tools.FirstOrDefault(tool => !File.Exists(tool)) is { } missing ? $"no {missing}: build/tests installs it"
            : null;
        if (WhyNot is not null)
            return;
        Host = $"127.0.0.1:{FreePort()}";
        await ShellAsync(Certificates + Configuration + Images);
        _server = RunningCli.Start("/usr/bin/docker-registry", ["serve", Path.Combine(_folder, "config.yml")], Variables(), _folder);
        await Clock.Until("the registry answers", Answers);
        await ShellAsync(Fill);
    }

    /// <summary>Runs skopeo with the authority and the login of this registry.</summary>
    internal Task<string> SkopeoAsync(string arguments) => ShellAsync($"skopeo {arguments}".Replace("@TLS", $"--cert-dir certs --creds {User}:{Password}"));

    /// <summary>The lines of the registry's log, one for each request.</summary>
    internal string Log => _server!.Out + _server.Error;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private const string Certificates = """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-authority -keyout ca.key -out ca.crt 2>/dev/null
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout tls.key -out tls.csr 2>/dev/null
        echo 'subjectAltName=IP:127.0.0.1' >extensions
        openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out tls.crt 2>/dev/null
        mkdir certs; cp ca.crt certs
        htpasswd -Bbn "$USER_NAME" "$PASSWORD" >htpasswd

        """;

    private const string Configuration = """
        cat >config.yml <<END
        version: 0.1
        log: {level: warn}
        storage: {filesystem: {rootdirectory: $PWD/data}}
        http: {addr: "$HOST", tls: {certificate: $PWD/tls.crt, key: $PWD/tls.key}}
        auth: {htpasswd: {realm: test, path: $PWD/htpasswd}}
        END

        """;

    private const string Images = """
        umoci init --layout layout
        umoci new --image layout:base
        umoci unpack --image layout:base bundle >/dev/null 2>&1
        mkdir -p bundle/rootfs/bin bundle/rootfs/etc
        cp /bin/busybox bundle/rootfs/bin
        for name in sh cat id pwd env ls sha256sum sleep; do ln -s busybox bundle/rootfs/bin/$name; done
        echo 'ann:x:77:78::/home/ann:/bin/sh' >bundle/rootfs/etc/passwd
        umoci repack --image layout:base bundle >/dev/null 2>&1
        rm -rf bundle
        umoci config --image layout:base --tag data --config.volume /etc
        umoci unpack --image layout:base bundle >/dev/null 2>&1
        head -c 60000000 /dev/urandom >bundle/rootfs/big
        umoci repack --image layout:web bundle >/dev/null 2>&1
        umoci config --image layout:web --config.entrypoint /bin/sh --config.entrypoint -c --config.cmd 'id -u; pwd; echo $A' \
            --config.env A=B --config.user ann --config.workingdir /work/dir --config.stopsignal SIGINT --config.label x=y

        """;

    private const string Fill = """
        skopeo copy --dest-cert-dir certs --dest-creds "$USER_NAME:$PASSWORD" oci:layout:web "docker://$HOST/team/web:1" >/dev/null 2>&1
        """;

    private async Task<bool> Answers()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(Host));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<string> ShellAsync(string script) =>
        (await RunningCli.Start("/bin/sh", ["-euc", script], Variables(), _folder).ResultAsync(Clock.Long)).Ok().Out;

    private Dictionary<string, string> Variables() => new()
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["HOME"] = _folder,
        ["HOST"] = Host,
        ["USER_NAME"] = User,
        ["PASSWORD"] = Password,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
