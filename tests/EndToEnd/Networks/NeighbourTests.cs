using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>Containers that are neighbours in the host's own network: macvlan, ipvlan, vlan; and what a copy of one gets.</summary>
public sealed class NeighbourTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Script = """
        lacks() { ip link add link cable name probe type $1 $2 2> /dev/null || { echo "kernel without $1"; return 0; }; ip link del probe; return 1; }
        for kind in macvlan ipvlan; do
            lacks $kind && continue
            orch network create lan --type $kind --parent cable --subnet 192.0.2.0/24 --gateway 192.0.2.2 > /dev/null
            orch run -d --name site --network lan --ip 192.0.2.10 busybox sh -c "$serve" $kind > /dev/null
            soon 'out curl -s -m 5 http://192.0.2.10/'
            orch run --rm --network lan --ip 192.0.2.11 --cap-add NET_RAW busybox sh -c 'ip route | grep -o "default via [0-9.]*"; ping -c 1 -W 10 192.0.2.2 | grep -o "1 packets received"'
            orch run --rm --network lan --ip 192.0.2.11 --cap-add NET_RAW busybox sh -c "$get" 192.0.2.10
            gone site
            orch network rm lan > /dev/null
        done
        lacks vlan 'id 7' && exit
        out ip link add link eth0 name eth0.7 type vlan id 7
        out ip addr add 198.51.100.2/24 dev eth0.7
        out ip link set eth0.7 up
        orch run --rm --network type:vlan,link=cable,vlan=7,ip=198.51.100.10/24 --cap-add NET_RAW busybox ping -c 1 -W 10 198.51.100.2 | grep -o '1 packets received'
        orch run --rm --network type:vlan,link=cable,vlan=8,ip=198.51.100.10/24 --cap-add NET_RAW busybox ping -c 1 -W 2 198.51.100.2 > /dev/null || echo 'another vlan'
        gone
        """;

    [Fact]
    [InMachine(Machine.Plain)]
    public async Task Containers_OnADeviceOfTheHost_AreNeighboursOfItsNetwork()
    {
        var done = await OwnHost.RunAsync(root, Script);

        string[] Of(string kind, params string[] expected) => done.Lines.Contains($"kernel without {kind}") ? [$"kernel without {kind}"] : expected;
        done.Lines.ShouldBe(
            [
                .. Of("macvlan", "macvlan", "default via 192.0.2.2", "1 packets received", "macvlan"),
                .. Of("ipvlan", "ipvlan", "default via 192.0.2.2", "1 packets received", "ipvlan"),
                .. Of("vlan", "1 packets received", "another vlan"),
            ],
            done.Error);
    }
}
