using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

public sealed class LxcUpdateConfigTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task UpdateConfig_OfAnOldContainer_LetsItStart()
    {
        LxcSite.Fill(_site.Files("old"));
        var config = Path.Combine(_site.Containers, "old/config");
        var text = $"lxc.utsname = old\nlxc.rootfs = {_site.Files("old")}\nlxc.init_cmd = /bin/sleep 3600\nlxc.network.type = empty\nlxc.tty = 1\nlxc.mount.auto = proc sys\n";
        File.WriteAllText(config, text);
        (await _site.Type("lxc-start -P $P -n old")).Expect(1);

        (await _site.Type($"lxc-update-config -c {config}")).Ok();
        File.ReadAllText(config + ".backup").ShouldBe(text);
        (await _site.Type($"lxc-update-config -c {config}")).Expect(1);
        (await _site.Type("lxc-start -P $P -n old")).Ok();
        (await _site.Type("lxc-attach -P $P -n old -- hostname")).Ok().Out.ShouldBe("old\n");
        (await _site.Type("lxc-destroy -P $P -n old -f")).Ok();
    }
}
