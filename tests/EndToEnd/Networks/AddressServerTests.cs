using Orchestrator.EndToEnd.Harness;
using Orchestrator.EndToEnd.Inits;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>Systems that ask for their address by DHCP get the one that they have, and nobody gets another's.</summary>
public sealed class AddressServerTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Busybox = """
        orch network create told --subnet 10.90.0.0/24 --mtu 1400 > /dev/null
        orch network create alone --subnet 10.91.0.0/24 --isolated > /dev/null
        ask='udhcpc -i eth0 -f -q -n -T 5 -t 6 -s /usr/share/udhcpc/default.script'
        caps="--cap-add NET_ADMIN --cap-add NET_RAW"
        orch run --rm --network told --ip 10.90.0.50 $caps busybox sh -c "
            ip addr flush dev eth0
            $ask -r 10.90.0.99 2>&1 | grep -o 'lease of [0-9.]* obtained from [0-9.]*'
            ip -4 -o addr show eth0 | grep -o 'inet [0-9./]*'
            ip route | grep -o 'default via [0-9.]*'
            cat /etc/resolv.conf
            ping -c 1 -W 10 192.0.2.2 | grep -o '1 packets received'"
        orch run --rm --network alone --ip 10.91.0.50 $caps busybox sh -c "
            ip addr flush dev eth0
            $ask 2>&1 | grep -o 'lease of [0-9.]* obtained from [0-9.]*'
            ip route | grep -c default"
        orch run -d --name other --network told --ip 10.90.0.60 busybox sleep 1000 > /dev/null
        other=$(orch exec other cat /sys/class/net/eth0/address)
        orch run --rm --network told $caps busybox sh -c "
            ip link set eth0 down; ip link set eth0 address $other; ip link set eth0 up
            udhcpc -i eth0 -f -q -n -T 1 -t 3 -s /usr/share/udhcpc/default.script > /dev/null 2>&1 || echo 'a liar is told nothing'"
        gone other | grep -v ': ob'
        orch network rm told alone > /dev/null
        """;

    private const string Debian = """
        orch network create told --subnet 10.90.0.0/24 > /dev/null
        orch run -d --name deb --network told --ip 10.90.0.70 --cap-add NET_ADMIN --cap-add NET_RAW --rootfs "$DEBIAN" -- /sbin/init > /dev/null
        soon '[ "$(orch exec deb systemctl is-system-running 2> /dev/null)" = running ]'
        orch exec deb sh -c 'printf "[Match]\nName=eth0\n[Network]\nDHCP=ipv4\n" > /etc/systemd/network/eth0.network'
        orch exec deb systemctl start systemd-networkd
        soon 'orch exec deb networkctl --no-pager status eth0 | grep -o "10.90.0.70 (DHCP4 via 10.90.0.1)"'
        gone deb | grep -v ': ob'
        orch network rm told > /dev/null
        """;

    [Fact]
    public async Task Udhcpc_InTheForeground_GetsItsOwnAddress()
    {
        var done = await OwnHost.RunAsync(root, Busybox);

        done.Lines.ShouldBe(
            [
                "lease of 10.90.0.50 obtained from 10.90.0.1", "inet 10.90.0.50/24", "default via 10.90.0.1", "nameserver 10.90.0.1", "1 packets received",
                "lease of 10.91.0.50 obtained from 10.91.0.1", "0", "a liar is told nothing",
            ],
            done.Error);
    }

    [Fact]
    public async Task Networkd_OfDebian_GetsItsOwnAddress()
    {
        var done = await OwnHost.RunAsync(root, Debian, ("DEBIAN", await DebianRoot.GetAsync(root)));

        done.Lines.ShouldBe(["10.90.0.70 (DHCP4 via 10.90.0.1)"], done.Error);
    }
}
