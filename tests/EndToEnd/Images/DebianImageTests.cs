using Orchestrator.EndToEnd.Harness;
using Orchestrator.EndToEnd.Networks;

namespace Orchestrator.EndToEnd.Images;

/// <summary>A Debian that mmdebstrap and umoci made, through a registry and back: what issue 6 must show first.</summary>
public sealed class DebianImageTests(RegistryServer registry) : IClassFixture<RegistryServer>
{
    /// <summary>What is the container's own and not the image's is left out.</summary>
    private const string Sums = "find . -xdev \\( -path ./proc -o -path ./sys -o -path ./dev -o -path ./run \\) -prune -o -type f "
        + "! -path ./etc/hosts ! -path ./etc/hostname ! -path ./etc/resolv.conf -print0 | LC_ALL=C sort -z | xargs -0 sha256sum";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private string Debian => $"{registry.Host}/debian:12";

    [Fact]
    public async Task Debian_PulledWithAKillInTheMidst_RunsIsWholeAndGoesBack()
    {
        Assert.SkipWhen(registry.WhyNot is not null, registry.WhyNot ?? "");
        await using var root = new OrchRoot();
        var layout = await LayoutAsync(root);
        await registry.SkopeoAsync($"copy --dest-cert-dir certs --dest-creds ann:{registry.Secret} {layout} docker://{Debian} >/dev/null");
        await root.Tool("/bin/sh", "-c", $"echo {registry.Secret} | {Binaries.Orch} login {string.Join(' ', registry.Login)} --password-stdin --ca {registry.Authority} {registry.Host}");

        var pid = await root.DaemonPid();
        var pull = root.Start("image", "pull", Debian);
        var incoming = Path.Combine(root.Path, "lib/images/incoming");
        await Clock.Until("a part of the layer is here", () => Part(incoming) > 1 << 20);
        await OrchRoot.KillAsync(pid);
        (await pull.ResultAsync()).ExitCode.ShouldBe(3);
        var digest = (await root.Orch(Limit, "image", "pull", Debian)).Ok().Out.Trim();
        registry.Log.ShouldContain(" 206 ");
        digest.ShouldBe((await registry.SkopeoAsync($"inspect @TLS --format '{{{{.Digest}}}}' docker://{Debian}")).Trim());

        (await root.Orch(Limit, "run", "--rm", Debian, "sh", "-c", "dpkg-query -W -f='${Status} ${Package}\\n' systemd; echo $LANG")).Ok().Out
            .ShouldBe("install ok installed systemd\nC.UTF-8\n");
        var inside = (await root.Orch(Limit, "run", "--rm", "-w", "/", Debian, "sh", "-c", Sums)).Ok().Lines;
        var outside = (await root.ToolWith([], Limit, "/bin/sh", "-c", $"cd {Path.Combine(Binaries.Top, "artifacts/debian-root/root")} && {Sums}")).Ok().Lines;
        inside.Length.ShouldBeGreaterThan(3000);
        inside.ShouldBe(outside);

        (await root.Orch(Limit, "run", "--name", "writer", Debian, "sh", "-c", "rm /etc/debian_version; echo own >/etc/own; mkdir -m 1777 /srv/more")).Ok();
        var committed = (await root.Orch(Limit, "commit", "writer", "mine:1")).Ok().Out.Trim();
        (await root.Orch(Limit, "image", "push", "mine:1", $"{registry.Host}/debian:mine")).Ok().Out.Trim().ShouldBe(committed);
        await registry.SkopeoAsync($"copy --src-cert-dir certs --src-creds ann:{registry.Secret} docker://{registry.Host}/debian:mine oci:again:mine >/dev/null");
        (await root.Orch(Limit, "create", "back", "-t", "oci", "--", "-u", $"oci:{Path.Combine(registry.Layout, "../again")}:mine")).Ok();
        (await root.Orch(Limit, "run", "--rm", "localhost/oci:back", "sh", "-c", "cat /etc/own; test -e /etc/debian_version; echo $?; stat -c %a /srv/more")).Ok().Out
            .ShouldBe("own\n1\n1777\n");
        (await root.Orch("rm", "back", "writer")).Ok();
    }

    [Fact]
    public async Task PublishAll_OfWhatTheImageExposes_GivesAFreePortOfTheHost()
    {
        Assert.SkipWhen(registry.WhyNot is not null, registry.WhyNot ?? "");
        await using var root = new OrchRoot();
        var layout = await LayoutAsync(root);
        var done = await OwnHost.RunAsync(
            root, "orch image create debian:12 -t oci -- -u $LAYOUT >&2; orch create --name web -P debian:12 sleep 1000 >&2; orch port ls web --format json; orch rm web >&2", ("LAYOUT", layout));
        done.Ok().Json.EnumerateArray()
            .Select(port => (port.GetProperty("containerPort").GetInt32(), port.GetProperty("hostPort").GetInt32() > 0)).ShouldBe([(80, true)]);
    }

    private static async Task<string> LayoutAsync(OrchRoot root)
    {
        var made = await root.ToolWith([], Limit, Path.Combine(Binaries.Top, "build", "debian-image"), Path.Combine(Binaries.Top, "artifacts", "debian-image"));
        Assert.SkipUnless(made.ExitCode == 0, $"no Debian image: {made.Error}");
        return made.Lines[^1];
    }

    private static long Part(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*.part").Select(file => file.Length).DefaultIfEmpty().Max()
        : 0;
}
