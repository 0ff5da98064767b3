using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

public sealed class LxcAdoptTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Adopt_OfAWholeDirectory_AlsoOfWhatLxcMade_BeginsTheirHistories()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/lxc-create"), "LXC is not installed (Debian: lxc)");
        _site.Make("plain");
        _site.Make("marked", "lxc.start.auto = 1\n");
        (await _site.Type($"/usr/bin/lxc-create -P $P -n theirs -t busybox -f {root.Write("alone.conf", "lxc.net.0.type = empty\n")}")).Ok();
        var before = File.ReadAllText(Path.Combine(_site.Containers, "theirs/config"));

        var adopted = (await root.Orch("adopt", "--lxc", _site.Containers)).Ok();
        adopted.Lines.Select(line => line.Split('+')[0]).ShouldBe(["marked", "plain", "theirs"], ignoreOrder: true);
        foreach (var name in (string[])["plain", "marked", "theirs"])
        {
            var engine = await _site.EngineName(name);
            (await _site.Steps(engine)).ShouldBe(["container-created"]);
            (await root.State(engine)).ShouldBe("STOPPED");
        }
        (await root.Orch("adopt", "--lxc", _site.Containers)).Ok().Error.ShouldContain("known already");

        (await root.Orch("start", await _site.EngineName("theirs"))).Ok();
        (await _site.Type("lxc-attach -P $P -n theirs -- hostname")).Ok().Out.ShouldBe("theirs\n");
        (await _site.Type("lxc-info -P $P -n theirs -s -H")).Ok().Out.ShouldBe("RUNNING\n");
        (await _site.Type("lxc-stop -P $P -n theirs -k")).Ok();
        (await root.Orch("autostart")).Ok();
        (await _site.Type("lxc-ls -P $P --running -1")).Ok().Out.ShouldBe("marked\n");
        File.ReadAllText(Path.Combine(_site.Containers, "theirs/config")).ShouldBe(before);
        // Given back: LXC has what it had.
        (await _site.Type("/usr/bin/lxc-info -P $P -n theirs -c lxc.uts.name -H")).Ok().Out.ShouldBe("theirs\n");
    }
}
