using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>LXC's own templates, unmodified, below our lxc-create; nothing of them reaches the network.</summary>
public sealed class LxcTemplateTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Busybox_TakesTheWalkThrough()
    {
        Need("busybox");
        (await _site.Type($"lxc-create -P $P -n bb -t busybox -f {Alone()}")).Ok();
        await LxcWalkThrough.TakeAsync(_site, "bb");
    }

    [Fact]
    public async Task Local_TakesTheWalkThrough()
    {
        Need("local", "/usr/bin/xz");
        var image = await LxcImage.MakeAsync(_site, "local");
        (await _site.Type($"lxc-create -P $P -n here -t local -f {Alone()} -- -f {image.Files} -m {image.Metadata}")).Ok();
        File.ReadAllText(Path.Combine(_site.Containers, "here/config")).ShouldContain("# from the image");
        await LxcWalkThrough.TakeAsync(_site, "here", "-- /bin/sleep 3600");
    }

    [Fact]
    public async Task Download_FromAServerOfOnesOwn_TakesTheWalkThrough()
    {
        Need("download", "/usr/bin/xz", "/usr/bin/wget");
        var image = await LxcImage.MakeAsync(_site, "download");
        await using var server = LxcImageServer.Start(image);
        var settings = new Dictionary<string, string>
        {
            ["WGETRC"] = root.Write("wgetrc", "check_certificate = off\n"), ["LXC_CACHE_PATH"] = Path.Combine(root.Folder, "cache"),
        };
        (await _site.Type(settings, $"lxc-create -P $P -n far -t download -f {Alone()} -- -d tiny -r 1 -a amd64 --server 127.0.0.1:{server.Port}")).Ok();
        server.Asked.ShouldContain("/images/tiny/1/amd64/default/1/rootfs.tar.xz");
        await LxcWalkThrough.TakeAsync(_site, "far", "-- /bin/sleep 3600");
    }

    [Fact]
    public async Task Oci_TakesTheWalkThrough()
    {
        Need("oci", "/usr/bin/skopeo", "/usr/bin/umoci", "/usr/bin/jq");
        var layout = Path.Combine(root.Folder, "layout");
        LxcSite.Fill(Path.Combine(root.Folder, "tree"));
        (await _site.Type($"umoci init --layout {layout} && umoci new --image {layout}:one && umoci unpack --image {layout}:one {root.Folder}/bundle "
            + $"&& cp -a {root.Folder}/tree/. {root.Folder}/bundle/rootfs/ && umoci repack --image {layout}:one {root.Folder}/bundle "
            + $"&& umoci config --image {layout}:one --config.env GREETING=hello --config.cmd /bin/sh --config.cmd -c --config.cmd 'echo $GREETING; exit 6'")).Ok();
        (await _site.Type($"lxc-create -P $P -n oci -t oci -f {Alone()} -- --url oci:{layout}:one --no-cache")).Ok();
        (await _site.Type("lxc-execute -P $P -n oci")).Expect(6).Out.ShouldBe("hello\n");
        await LxcWalkThrough.TakeAsync(_site, "oci", "-- /bin/sleep 3600");
    }

    private string Alone() => root.Write("alone.conf", "lxc.net.0.type = empty\n");

    private static void Need(string template, params string[] programs)
    {
        foreach (var file in (string[])[$"/usr/share/lxc/templates/lxc-{template}", "/usr/share/lxc/config/common.conf", .. programs])
            Assert.SkipUnless(File.Exists(file), $"{file} is not there (Debian: lxc, xz-utils, wget, skopeo, umoci, jq)");
    }
}
