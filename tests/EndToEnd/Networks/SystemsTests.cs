using Orchestrator.EndToEnd.Harness;
using Orchestrator.EndToEnd.Inits;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>A Debian system and busybox containers in networks: who reaches whom, by name, by port and from outside.</summary>
public sealed class SystemsTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Script = """
        # By a socket that sends echo requests and nothing else (icmp(7)).
        ping='socket(S, AF_INET, SOCK_DGRAM, 1) or die $!;
            send(S, pack("CCnnn", 8, 0, 0, 0, 1), 0, sockaddr_in(0, inet_aton($ARGV[0]))) or die $!;
            alarm 10; recv(S, $_, 64, 0); print ord == 0 ? "answered" : "lost"'
        orch network create front > /dev/null
        orch network create closed --isolated > /dev/null
        orch run -d --name site --network front --cap-add NET_RAW -p 8080:80 busybox sh -c "$serve" site > /dev/null
        orch run -d --name safe --network closed busybox sh -c "$serve" safe > /dev/null
        orch run -d --name deb --network front --rootfs "$DEBIAN" -- /sbin/init > /dev/null
        address() { orch exec $1 ip -4 -o addr show eth0 | sed 's/.*inet \([0-9.]*\).*/\1/'; }
        site=$(address site) safe=$(address safe)
        soon '[ "$(orch exec deb systemctl is-system-running 2> /dev/null)" = running ]'

        soon '[ "$(curl -s -m 5 http://127.0.0.1:8080/)" = site ]'
        echo "from the host: $(curl -s -m 5 http://127.0.0.1:8080/)"
        echo "from outside: $(out curl -s -m 5 http://192.0.2.1:8080/)"
        echo "from debian by name: $(orch exec deb bash -c 'exec 3<>/dev/tcp/site/80; printf "GET / HTTP/1.0\r\n\r\n" >&3; tail -n 1 <&3')"
        [ "$(orch exec deb getent hosts site.front | cut -d' ' -f1)" = $site ] && echo 'debian knows the address'
        echo "debian answers: $(orch exec site ping -c 1 -W 10 deb | grep -o '1 packets received')"
        echo "a ping without capabilities: $(orch exec deb perl -MSocket -e "$ping" $site)"
        echo "the way out: $(orch exec site ping -c 1 -W 10 192.0.2.2 | grep -o '1 packets received')"
        [ "$(orch exec deb hostname -I)" = "$(orch exec site ping -c 1 deb | sed -n 's/^PING deb (\([0-9.]*\)).*/\1/p') " ] && echo 'its own address'
        echo "within the isolated: $(orch run --rm --network closed busybox sh -c "$get" safe)"
        orch exec site nc -w 2 $safe 80 < /dev/null || echo 'front does not reach the isolated'
        router=$(orch network inspect closed | sed -n 's/^GATEWAYS *//p')
        orch run --rm --network closed --cap-add NET_ADMIN --cap-add NET_RAW busybox sh -c "
            ip route add default via $router
            nc -w 2 $site 80 < /dev/null || echo 'the isolated does not reach front'
            nc -w 2 192.0.2.1 8080 < /dev/null || echo 'nor the port of the host'
            ping -c 1 -W 2 192.0.2.2 > /dev/null || echo 'nor the outside'
            nslookup site $router > /dev/null || echo 'nor its name'"
        out ip route add 10.128.0.0/9 via 192.0.2.1
        for to in $site $safe; do out curl -s -m 2 http://$to/ || echo 'unseen from outside'; done
        orch run --rm --network closed -p 81:80 busybox true 2>&1 | grep -o 'not isolated only'
        gone site safe deb | grep -v ': ob'
        orch network rm front closed > /dev/null
        ip -o link | grep -c .
        nft list ruleset
        """;

    [Fact]
    public async Task Networks_OfDebianAndBusybox_LetInAndOutWhatTheyShould()
    {
        var done = await OwnHost.RunAsync(root, Script, ("DEBIAN", await DebianRoot.GetAsync(root)));

        done.Lines.ShouldBe(
            [
                "from the host: site", "from outside: site", "from debian by name: site", "debian knows the address",
                "debian answers: 1 packets received", "a ping without capabilities: answered", "the way out: 1 packets received", "its own address", "within the isolated: safe",
                "front does not reach the isolated", "the isolated does not reach front", "nor the port of the host", "nor the outside",
                "nor its name", "unseen from outside", "unseen from outside", "not isolated only", "2",
            ],
            done.Error);
    }
}
