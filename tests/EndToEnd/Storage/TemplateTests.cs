using System.IO.Compression;
using System.Formats.Tar;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Containers from templates: an archive, an image server with a certificate of its own, a script of LXC's kind.</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task Local_WithMetadata_HasItsConfigurationWithTokensAndWithoutWhatIsExcluded()
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = Archives(root);
        (await root.Orch("create", "web", "-t", "local", "--", "-f", rootfs, "-m", meta)).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        (await root.Orch("logs", "web")).Ok().Lines.ShouldBe(["I am web", "web", "no"]);
        (await root.Orch("rm", "web")).Ok();
        (await root.Orch("create", "x", "-t", "local", "--", "--nonsense")).Error.ShouldContain("has no option --nonsense");
        (await root.Orch("create", "x", "-t", "nope")).Expect(2).Error.ShouldContain("orch template ls");
        // Where LXC is installed, its scripts are there too.
        string[] own = ["busybox", "debian", "directory", "download", "local", "oci"];
        own.ShouldBeSubsetOf((await root.Orch("template", "ls", "-q")).Ok().Lines);
    }

    [Fact]
    public async Task E20_ArchiveThatWantsTheHost_GetsNothingOfIt()
    {
        await using var root = new OrchRoot();
        var touched = Path.Combine(root.Folder, "touched");
        var (rootfs, meta) = (Path.Combine(root.Folder, "bad.tar"), Path.Combine(root.Folder, "bad-meta.tar"));
        using (var tar = new TarWriter(File.Create(rootfs), TarEntryFormat.Pax))
        {
            foreach (var folder in (string[])["bin", "etc", "proc", "sys"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream(File.ReadAllBytes("/bin/busybox")),
            });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.BlockDevice, "etc/disk") { DeviceMajor = 254, DeviceMinor = 0 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "etc/pipe") { Mode = (UnixFileMode)0b110_100_100 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/name") { LinkName = touched });
        }
        using (var tar = new TarWriter(File.Create(meta), TarEntryFormat.Pax))
        {
            Text(tar, "config", $"lxc.hook.pre-start = /bin/sh -c 'echo hook >{touched}'\nlxc.include = /etc/passwd\nlxc.apparmor.profile = unconfined\nlxc.init.cmd = /bin/sh -c 'busybox ls /etc; busybox ls /host'\n");
            Text(tar, "fstab", "/etc host none bind,create=dir 0 0\n");
            Text(tar, "templates", "/etc/name\n");
        }
        File.WriteAllText(touched, "LXC_NAME");
        (await root.Orch("create", "web", "-t", "local", "--", "-f", rootfs, "-m", meta)).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        var lines = (await root.Orch("logs", "web")).Ok().Lines;
        lines.ShouldNotContain("disk");
        lines.ShouldNotContain("passwd");
        File.ReadAllText(touched).ShouldBe("LXC_NAME");
        (await root.Orch("rm", "web")).Ok();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_FromAServer_ChecksWhatComesKeepsItAndGoesOnWhereItWasCut(bool streams)
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = Archives(root);
        await using var server = new FileServer(root, streams, rootfs, meta);
        var trust = new Dictionary<string, string> { ["SSL_CERT_FILE"] = server.Authority };
        string[] template = ["-t", "download", "--", "-d", "busy", "-r", "one", "-a", "amd64", "--server", server.Host];

        server.Corrupt = true;
        (await root.StartWith(trust, ["create", "bad", .. template]).ResultAsync()).Expect(125).Error.ShouldContain("checksum");
        server.Corrupt = false;
        server.CutAt = 1000;
        (await root.StartWith(trust, ["create", "web", .. template]).ResultAsync()).Ok();
        server.Ranges.ShouldContain("bytes=1000-");
        if (!streams)
        {
            (await root.Orch("start", "web")).Ok();
            (await root.Orch("wait", "web")).Ok();
            (await root.Orch("logs", "web")).Ok().Lines[0].ShouldBe("I am web");
        }
        var before = server.Requests;
        (await root.Orch(["create", "again", .. template, "--force-cache"])).Ok();
        server.Requests.ShouldBe(before);
        (await root.Orch(["create", "none", "-t", "download", "--", "-d", "busy", "-r", "two", "--server", server.Host])).Error.ShouldContain("has no busy two");
        (await root.Orch("rm", "web", "again")).Ok();
    }

    [Fact]
    public async Task Download_FromAStranger_IsRefused()
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = Archives(root);
        await using var server = new FileServer(root, false, rootfs, meta);
        (await root.Orch("create", "web", "-t", "download", "--", "-d", "busy", "-r", "one", "--server", server.Host))
            .Expect(125).Error.ShouldContain("cannot be reached");
        server.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Script_OfLxcsKind_IsRunAsItIsAndItsConfigurationRead()
    {
        await using var root = new OrchRoot();
        var script = root.Write("lxc-own", """
            #!/bin/sh
            for a; do case $a in --path=*) p=${a#*=};; --name=*) n=${a#*=};; --rootfs=*) r=${a#*=};; *) more="$more $a";; esac; done
            mkdir -p $r/bin $r/proc $r/sys $r/dev $r/etc && cp /bin/busybox $r/bin/sh && echo "made for $n with$more"
            cp /bin/busybox $r/bin/busybox
            echo "lxc.init.cmd = /bin/sh -c env" >>$p/config; echo "lxc.environment = FROM=$n" >>$p/config
            """);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        var made = (await root.Orch("create", "web", "-t", script, "--", "--colour", "red")).Ok();
        made.Error.ShouldContain("made for web with --colour red");
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        (await root.Orch("logs", "web")).Ok().Out.ShouldContain("FROM=web");
        (await root.Orch("rm", "web")).Ok();
        var failing = root.Write("lxc-failing", "#!/bin/sh\necho no luck >&2; exit 7\n");
        File.SetUnixFileMode(failing, (UnixFileMode)0b111_101_101);
        (await root.Orch("create", "x", "-t", failing)).Expect(125).Error.ShouldContain("no luck");
    }

    [Fact]
    public async Task Busybox_AsLxcsTemplate_BootsItsInit()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "web", "-t", "busybox")).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("exec", "web", "sh", "-c", "test -s /etc/inittab && cat /proc/1/comm")).Ok().Out.Trim().ShouldBe("init");
        (await root.Orch("stop", "web")).Ok();
        (await root.Orch("rm", "web")).Ok();
    }

    /// <summary>A root with busybox, and metadata as LXC's image server has it.</summary>
    private static (string Rootfs, string Meta) Archives(OrchRoot root)
    {
        var (rootfs, meta) = (Path.Combine(root.Folder, "rootfs.tar.gz"), Path.Combine(root.Folder, "meta.tar.gz"));
        using (var stream = new GZipStream(File.Create(rootfs), CompressionLevel.Fastest))
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax))
        {
            foreach (var folder in (string[])["bin", "etc", "proc", "sys", "dev", "junk"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream(File.ReadAllBytes("/bin/busybox")),
            });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            Text(tar, "etc/name", "LXC_NAME\n");
            Text(tar, "junk/big", "left out\n");
        }
        using (var stream = new GZipStream(File.Create(meta), CompressionLevel.Fastest))
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax))
        {
            Text(tar, "config", "lxc.init.cmd = /bin/sh -c 'echo I am $WHO; busybox cat /etc/name; test -e /junk/big && echo yes || echo no'\nlxc.environment = WHO=LXC_NAME\nlxc.include = LXC_TEMPLATE_CONFIG/not-there.conf\n");
            Text(tar, "excludes", "./junk/*\n");
            Text(tar, "templates", "/etc/name\n");
        }
        return (rootfs, meta);
    }

    private static void Text(TarWriter tar, string name, string text) => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)0b110_100_100, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    });

    /// <summary>An image server on loopback with a certificate that only its own authority vouches for.</summary>
    private sealed class FileServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
        private readonly X509Certificate2 _certificate;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _serving;

        public FileServer(OrchRoot root, bool streams, string rootfs, string meta)
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
}
