using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Containers from an image server with a certificate of its own, in both layouts.</summary>
public sealed class DownloadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_FromAServer_ChecksWhatComesKeepsItAndGoesOnWhereItWasCut(bool streams)
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = TemplateArchives.Make(root);
        await using var server = new ImageFileServer(root, streams, rootfs, meta);
        var trust = new Dictionary<string, string> { ["SSL_CERT_FILE"] = server.Authority };
        string[] template = ["-t", "download", "--", "-d", "busy", "-r", "one", "-a", "amd64", "--server", server.Host];

        server.Corrupt = true;
        (await root.StartWith(trust, ["create", "bad", .. template]).ResultAsync()).Expect(125).Error.ShouldContain("checksum");
        server.Corrupt = false;
        server.CutAt = 1000;
        (await root.StartWith(trust, ["create", "web", .. template]).ResultAsync()).Ok();
        server.Ranges.ShouldContain("bytes=1000-");
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        // Simplestreams have no configuration of LXC's, so the root's own init is what runs.
        (await root.Orch("logs", "web")).Ok().Lines[0].TrimEnd().ShouldBe(streams ? "init of web" : "I am web");
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
        var (rootfs, meta) = TemplateArchives.Make(root);
        await using var server = new ImageFileServer(root, false, rootfs, meta);
        (await root.Orch("create", "web", "-t", "download", "--", "-d", "busy", "-r", "one", "--server", server.Host))
            .Expect(125).Error.ShouldContain("cannot be reached");
        server.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_OfNothing_ListsWhatThereIs(bool streams)
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = TemplateArchives.Make(root);
        await using var server = new ImageFileServer(root, streams, rootfs, meta);
        var trust = new Dictionary<string, string> { ["SSL_CERT_FILE"] = server.Authority };
        (await root.StartWith(trust, ["create", "web", "-t", "download", "--", "-l", "--server", server.Host]).ResultAsync())
            .Expect(125).Error.ShouldContain("busy one amd64 default");
        (await root.Orch("ps", "-aq")).Ok().Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_WithAKeyring_TakesOnlyWhatOneOfItsKeysHasSigned(bool streams)
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = TemplateArchives.Make(root);
        await using var server = new ImageFileServer(root, streams, rootfs, meta);
        await using var keys = new SigningKey(Path.Combine(root.Folder, "keys"));
        await using var strangers = new SigningKey(Path.Combine(root.Folder, "strangers"));
        var trust = new Dictionary<string, string> { ["SSL_CERT_FILE"] = server.Authority };
        string[] template = ["-t", "download", "--", "-d", "busy", "-r", "one", "--server", server.Host, "--keyring", keys.Keyring];
        async Task<CliResult> Create(string name) => await root.StartWith(trust, ["create", name, .. template]).ResultAsync();

        (await Create("unsigned")).Expect(125).Error.ShouldContain("is not there, and a keyring was given");
        Sign(server, streams, strangers);
        (await Create("strange")).Expect(125).Error.ShouldContain("signature of the server's lists is not good");
        Sign(server, streams, keys);
        (await Create("signed")).Ok();
        (await root.Orch("rm", "signed")).Ok();
    }

    private static void Sign(ImageFileServer server, bool streams, SigningKey key)
    {
        if (!streams)
        {
            server.Files["/images/busy/SHA256SUMS.asc"] = key.Run(server.Files["/images/busy/SHA256SUMS"], "--armor", "--detach-sign");
            return;
        }
        foreach (var list in (string[])["/streams/v1/index", "/streams/v1/images"])
            server.Files[list + ".sjson"] = key.Run(server.Files[list + ".json"], "--clear-sign");
    }
}
