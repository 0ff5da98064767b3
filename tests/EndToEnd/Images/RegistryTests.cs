using System.Security.Cryptography;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Images;

/// <summary>Against Debian's docker-registry with TLS and basic authentication: what issue 6 must show first.</summary>
public sealed class RegistryTests(OrchRoot root, RegistryServer registry) : IClassFixture<OrchRoot>, IClassFixture<RegistryServer>
{
    private string Web => $"{registry.Host}/team/web:1";

    [Fact]
    public async Task Pull_WithoutTrustAndLogin_IsRefusedWithWhatToDo()
    {
        Needs();
        await using var other = new OrchRoot();
        var untrusted = await other.Orch("image", "pull", Web);
        untrusted.ExitCode.ShouldBe(125);
        untrusted.Error.ShouldContain("--ca FILE");
        var nobody = await other.Orch("image", "pull", "--ca", registry.Authority, Web);
        nobody.ExitCode.ShouldBe(125);
        nobody.Error.ShouldContain($"orch login {registry.Host}");
    }

    [Fact]
    public async Task PullRunCommitPush_EveryByteIsWhatSkopeoPut()
    {
        await LoginAsync();
        var digest = (await root.Orch(Clock.Long, "image", "pull", Web)).Ok().Out.Trim();
        digest.ShouldBe((await registry.SkopeoAsync($"inspect @TLS --format '{{{{.Digest}}}}' docker://{Web}")).Trim());
        await BlobsAreWhole();

        (await root.Orch("run", "--rm", Web)).Ok().Out.ShouldBe("77\n/work/dir\nB\n");
        (await root.Orch("run", "--rm", "-u", "0", "-e", "A=C", "-w", "/", Web, "id -u; pwd; echo $A")).Ok().Out.ShouldBe("0\n/\nC\n");
        (await root.Orch("run", "--rm", "--entrypoint", "/bin/pwd", Web)).Ok().Out.ShouldBe("/work/dir\n");

        (await root.Orch("run", "--name", "writer", "-u", "0", Web, "echo new >/new; rm /etc/passwd")).Ok();
        var committed = (await root.Orch(Clock.Long, "commit", "writer", "mine:1")).Ok().Out.Trim();
        (await root.Orch("run", "--rm", "-u", "0", "mine:1", "cat /new; ls /etc")).Ok().Out.ShouldBe("new\n");
        (await root.Orch(Clock.Long, "image", "push", "mine:1", $"{registry.Host}/team/mine:2")).Ok().Out.Trim().ShouldBe(committed);
        await registry.SkopeoAsync($"copy --src-cert-dir certs --src-creds ann:{registry.Secret} docker://{registry.Host}/team/mine:2 dir:mine >/dev/null");

        var inUse = await root.Orch("image", "rm", Web);
        inUse.ExitCode.ShouldBe(125);
        inUse.Error.ShouldContain("in use");
        (await root.Orch("rm", "writer")).Ok();
        (await root.Events()).Select(e => e.GetProperty("type").GetString()).ShouldContain("image-pushed");
    }

    [Fact]
    public async Task Pull_DaemonKilledInTheMidst_GoesOnAndIsWhole()
    {
        Needs();
        await using var own = new OrchRoot();
        await LoginAsync(own);
        var pid = await own.DaemonPid();
        var pull = own.Start("image", "pull", Web);
        var incoming = Path.Combine(own.Path, "lib/images/incoming");
        await Clock.Until("a part of the large layer is here", () => Part(incoming) > 4 << 20);
        await OrchRoot.KillAsync(pid);
        (await pull.ResultAsync()).ExitCode.ShouldBe(3);
        var part = Part(incoming);
        part.ShouldBeInRange(4 << 20, 60_100_000);

        (await own.Orch(Clock.Long, "image", "pull", Web)).Ok();
        registry.Log.ShouldContain(" 206 ");
        await BlobsAreWhole(own);
        Directory.EnumerateFileSystemEntries(incoming).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(own.Path, "lib/images/building")).ShouldBeEmpty();
        (await own.Orch("run", "--rm", Web, "sha256sum </big")).Ok().Out.Split(' ')[0]
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(registry.Layout, "../bundle/rootfs/big")))));
    }

    [Fact]
    public async Task ExportAndImport_SkopeoReadsWhatWeWriteAndTheOtherWayRound()
    {
        await LoginAsync();
        (await root.Orch(Clock.Long, "image", "pull", Web)).Ok();
        var archive = Path.Combine(root.Folder, "web.tar");
        (await root.Orch(Clock.Long, "image", "export", Web, "-o", archive)).Ok();
        (await registry.SkopeoAsync($"inspect --format '{{{{.Digest}}}}' oci-archive:{archive}")).Trim()
            .ShouldBe((await root.Orch("image", "inspect", Web, "--format", "json")).Ok().Json.GetProperty("digest").GetString());
        await registry.SkopeoAsync($"copy docker-archive:{archive} dir:again >/dev/null");
        await registry.SkopeoAsync($"copy oci:layout:base docker-archive:{root.Folder}/saved.tar:some/where:9 >/dev/null");
        (await root.Orch(Clock.Long, "image", "import", Path.Combine(root.Folder, "saved.tar"))).Ok().Out.ShouldStartWith("some/where:9 sha256:");
        (await root.Orch("run", "--rm", "some/where:9", "sh", "-c", "cat /etc/passwd")).Ok().Out.ShouldContain("ann:x:77");
    }

    [Fact]
    public async Task Create_ByTheTemplateOci_PullsFromTheRegistry()
    {
        Needs();
        await using var own = new OrchRoot();
        var stranger = await own.Orch("create", "web", "-t", "oci", "--", "-u", $"docker://{Web}");
        stranger.ExitCode.ShouldBe(125);
        stranger.Error.ShouldContain("--ca FILE");
        (await own.Orch("ps", "-a", "-q")).Ok().Out.ShouldBeEmpty();

        await LoginAsync(own);
        (await own.Orch(Clock.Long, "create", "web", "-t", "oci", "--", "-u", $"docker://{Web}")).Ok();
        (await own.Orch("start", "web")).Ok();
        (await own.Orch("wait", "web")).Ok();
        (await own.Orch("logs", "web")).Ok().Out.ShouldBe("77\n/work/dir\nB\n");
        await BlobsAreWhole(own);

        // An image of its own name, and an image that is not there.
        (await own.Orch(Clock.Long, "image", "create", "ours:1", "-t", "oci", "--", "--url", $"docker://{Web}")).Ok();
        (await own.Orch("run", "--rm", "ours:1")).Ok().Out.ShouldStartWith("77\n");
        (await own.Orch("create", "gone", "-t", "oci", "--", "-u", $"docker://{registry.Host}/team/gone:1")).Expect(125).Error.ShouldContain("team/gone");
        (await own.Orch("ps", "-a", "-q")).Ok().Lines.ShouldBe(["web"]);
    }

    [Fact]
    public async Task Volume_OfAnImage_HasWhatTheImageHasThere_AndGoesWhenItIsSaid()
    {
        Needs();
        await using var own = new OrchRoot();
        (await own.Orch("image", "create", "data:1", "-t", "oci", "--", "-u", $"oci:{registry.Layout}:data")).Ok();
        const string script = "cat /etc/passwd; echo more >>/etc/passwd";
        (await own.Orch("run", "--name", "one", "data:1", "sh", "-c", script)).Ok().Out.ShouldBe("ann:x:77:78::/home/ann:/bin/sh\n");
        var volume = (await own.Orch("volume", "ls", "-q")).Ok().Lines.ShouldHaveSingleItem();
        var seen = (await own.Orch("volume", "inspect", volume)).Ok().Json;
        seen.GetProperty("usedBy")[0].GetString().ShouldBe("one");
        File.ReadAllText(Path.Combine(seen.GetProperty("path").GetString()!, "passwd")).ShouldEndWith("more\n");
        // It is the container's own, and is filled once.
        (await own.Orch("start", "one")).Ok();
        (await own.Orch("wait", "one")).Ok();
        (await own.Orch("logs", "one")).Ok().Out.ShouldEndWith("more\n");
        (await own.Orch("rm", "-v", "one")).Ok();
        (await own.Orch("volume", "ls", "-q")).Ok().Lines.ShouldBeEmpty();

        (await own.Orch("run", "--name", "two", "data:1", "sh", "-c", script)).Ok();
        (await own.Orch("run", "--rm", "-v", "named:/etc", "data:1", "sh", "-c", script)).Ok().Out.ShouldStartWith("ann:");
        (await own.Orch("run", "--rm", "-v", "named:/etc", "data:1", "sh", "-c", script)).Ok().Out.ShouldEndWith("more\n");
        (await own.Orch("volume", "prune")).Ok().Out.ShouldBeEmpty();
        (await own.Orch("rm", "two")).Ok();
        (await own.Orch("volume", "prune")).Ok().Lines.ShouldHaveSingleItem().ShouldStartWith("anonymous-");
        (await own.Orch("volume", "prune", "-a")).Ok().Lines.ShouldBe(["named"]);
        var told = (await own.Events()).Select(e => e.GetProperty("type").GetString()!).ToList();
        // Two that nobody named, one of which went with its container in the same write, and one that was named.
        told.Count(type => type == "volume-made").ShouldBe(3);
        told.Count(type => type == "volume-removed").ShouldBe(3);
        told[told.IndexOf("container-removed") + 1].ShouldBe("volume-removed");
        (await own.Orch("volume", "inspect", "named")).Error.ShouldContain("no volume named");
    }

    private void Needs() => Assert.SkipWhen(registry.WhyNot is not null, registry.WhyNot ?? "");

    private async Task LoginAsync(OrchRoot? own = null)
    {
        Needs();
        var login = await (own ?? root).Tool(
            "/bin/sh", "-c", $"echo {registry.Secret} | {Binaries.Orch} login {string.Join(' ', registry.Login)} --password-stdin --ca {registry.Authority} {registry.Host}");
        login.Ok();
        File.GetUnixFileMode(Path.Combine((own ?? root).Path, "etc/credentials.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task BlobsAreWhole(OrchRoot? own = null)
    {
        var blobs = Directory.GetFiles(Path.Combine((own ?? root).Path, "lib/images/blobs/sha256"));
        blobs.Length.ShouldBeGreaterThan(3);
        foreach (var blob in blobs)
        {
            await using var content = File.OpenRead(blob);
            Convert.ToHexStringLower(await SHA256.HashDataAsync(content)).ShouldBe(Path.GetFileName(blob));
        }
    }

    private static long Part(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*.part").Select(file => file.Length).DefaultIfEmpty().Max()
        : 0;
}
