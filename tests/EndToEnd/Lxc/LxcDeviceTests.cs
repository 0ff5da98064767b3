using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

public sealed class LxcDeviceTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Device_MovesANetworkInterfaceInAndOut()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"), "iproute2 is not there");
        var name = $"e2e{Guid.NewGuid().ToString("N")[..8]}";
        _site.Make("net", "lxc.net.0.type = empty\n");
        (await _site.Type("lxc-start -P $P -n net")).Ok();
        (await _site.Type($"ip link add {name} type bridge && ip link del {name} && ip link add {name} type veth peer name {name}p")).Ok();
        try
        {
            (await _site.Type($"lxc-device -P $P -n net add {name} inner0")).Ok();
            Directory.Exists($"/sys/class/net/{name}").ShouldBeFalse();
            (await _site.Type("lxc-attach -P $P -n net -- cat /proc/net/dev")).Ok().Out.ShouldContain("inner0");
            (await _site.Type($"lxc-device -P $P -n net del inner0 {name}")).Ok();
            Directory.Exists($"/sys/class/net/{name}").ShouldBeTrue();
            (await _site.Type("lxc-device -P $P -n net del nowhere0")).Expect(1);
        }
        finally
        {
            await _site.Type($"lxc-stop -P $P -n net -k; ip link del {name}p");
        }
    }
}
