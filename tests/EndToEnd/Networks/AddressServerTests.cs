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

    /// <summary>Busybox's init as LXC's template writes it: rcS has udhcpc take the address away and ask for it.</summary>
    private const string Lxc = """
        orch network create told --subnet 10.90.0.0/24 > /dev/null
        orch create bb -t /usr/share/lxc/templates/lxc-busybox --network told --ip 10.90.0.80 > made 2>&1 || cat made
        orch start bb > /dev/null
        soon 'orch exec bb ip -4 -o addr show eth0 2> /dev/null | grep -o "inet 10.90.0.80/24 brd 10.90.0.255"'
        orch exec bb sh -c "ip route | grep -o 'default via [0-9.]*'; grep -c 'nameserver 10.90.0.1' /etc/resolv.conf"
        orch exec bb ps | grep -c '[u]dhcpc'
        gone bb | grep -v ': ob'
        orch network rm told > /dev/null
        """;

    private const string Dhclient = """
        orch network create told --subnet 10.90.0.0/24 > /dev/null
        orch run -d --name deb --network told --ip 10.90.0.71 --cap-add NET_ADMIN --cap-add NET_RAW --rootfs "$DEBIAN" -- sleep 1000 > /dev/null
        orch exec deb sh -c '
            ip addr flush dev eth0
            dhclient -1 -v eth0 2>&1 | grep -o -e "DHCPACK of [0-9.]* from [0-9.]*" -e "bound to [0-9.]*"
            ip -4 -o addr show eth0 | grep -o "inet [0-9./]*"
            ip route | grep -o "default via [0-9.]*"'
        gone deb | grep -v ': ob'
        orch network rm told > /dev/null
        """;

    /// <summary>A DISCOVER in the name of another container: the server knows that address, and the filter lets nobody ask for it.</summary>
    private const string Liar = """
        orch network create told --subnet 10.90.0.0/24 > /dev/null
        orch run -d --name other --network told --ip 10.90.0.60 busybox sleep 1000 > /dev/null
        other=$(orch exec other cat /sys/class/net/eth0/address)
        for filter in true false; do
            orch run -d --name liar --network told,ip=10.90.0.61,filter=$filter busybox sleep 1000 > /dev/null
            pid=$(orch inspect liar | sed -n 's/^ *"pid": *\([0-9]*\).*/\1/p' | head -n 1)
            for chaddr in $(orch exec liar cat /sys/class/net/eth0/address) $other; do
                nsenter -t $pid -n python3 -c "$ASK" $chaddr
            done
            orch rm -f liar > /dev/null
        done
        gone other | grep -v ': ob'
        orch network rm told > /dev/null
        """;

    private const string Ask = """
        import socket, sys
        chaddr = bytes.fromhex(sys.argv[1].replace(':', ''))
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'eth0')
        s.bind(('', 68))
        s.settimeout(3)
        # RFC 2131: BOOTREQUEST by Ethernet, xid, broadcast flag, no addresses, chaddr, the cookie, DISCOVER, end.
        question = bytes([1, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0x80, 0]) + bytes(16) + chaddr + bytes(10 + 64 + 128) + bytes([99, 130, 83, 99, 53, 1, 1, 255])
        for _ in range(3):
            s.sendto(question, ('255.255.255.255', 67))
            try:
                answer = s.recv(1500)
                print('offered', socket.inet_ntoa(answer[16:20]))
                break
            except socket.timeout:
                pass
        else:
            print('silence')
        """;

    [Fact]
    public async Task Udhcpc_OfLxcsOwnBusyboxTemplate_GetsItsOwnAddress()
    {
        Assert.SkipUnless(File.Exists("/usr/share/lxc/templates/lxc-busybox"), "no lxc-busybox: build/tests installs Debian's lxc");
        var done = await OwnHost.RunAsync(root, Lxc);

        done.Lines.ShouldBe(["inet 10.90.0.80/24 brd 10.90.0.255", "default via 10.90.0.1", "1", "1"], done.Error);
    }

    [Fact]
    public async Task Dhclient_OfDebian_GetsItsOwnAddress()
    {
        var done = await OwnHost.RunAsync(root, Dhclient, ("DEBIAN", await DebianRoot.GetAsync(root)));

        done.Lines.ShouldBe(["DHCPACK of 10.90.0.71 from 10.90.0.1", "bound to 10.90.0.71", "inet 10.90.0.71/24", "default via 10.90.0.1"], done.Error);
    }

    [Fact]
    public async Task Question_InTheNameOfAnother_IsDroppedAtThePort()
    {
        var done = await OwnHost.RunAsync(root, Liar, ("ASK", Ask));

        done.Lines.ShouldBe(["offered 10.90.0.61", "silence", "offered 10.90.0.61", "offered 10.90.0.60"], done.Error);
    }

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
