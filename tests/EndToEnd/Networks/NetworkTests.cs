using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>The whole way of a network, in a network namespace that stands for the host's; the daemon is killed in between.</summary>
public sealed class NetworkTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Script = """
        ip link set lo up
        orch() { "$ORCH" "$@"; }
        orch run -d --name site -p 8080:80 busybox sh -c 'mkdir /www; echo hello > /www/index.html; httpd -f -p 80 -h /www' > /dev/null
        until curl -s -m 2 http://127.0.0.1:8080/; do :; done
        router=$(orch network inspect default | sed -n 's/^GATEWAYS *//p')
        orch run --rm -p 8081:80 busybox sh -c "nslookup site $router | grep -c '^Name:.*site'; nslookup nobody $router | grep -q NXDOMAIN && echo unknown"
        orch run --rm -p 8080:80 busybox true 2>&1 | grep -o 'container site.s'
        orch network rm default 2>&1 | grep -o 'in use by site'
        kill -9 $(orch info --format json | sed -n 's/.*"daemonPid": *\([0-9]*\).*/\1/p')
        curl -s -m 2 http://127.0.0.1:8080/
        # The socket of a daemon that is dying still takes connections.
        for try in $(seq 100); do orch port add site 127.0.0.1:9090:80 > /dev/null && break; sleep 0.2; done
        curl -s -m 2 http://127.0.0.1:9090/
        orch port rm site 127.0.0.1:9090:80 > /dev/null
        curl -s -m 2 http://127.0.0.1:9090/ || echo refused
        orch run --rm -p 8081:80 busybox sh -c "nslookup site $router | grep -c '^Name:.*site'"
        orch rm -f site
        orch network rm default
        ip -o link | grep -c .
        nft list ruleset
        """;

    [Fact]
    public async Task Network_WithPortsAndNames_GoesOnThroughAKillAndLeavesNothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: networks are not an ordinary user's to make");
        var variables = new Dictionary<string, string>(root.Variables) { ["ORCH"] = Binaries.Orch };

        var done = await RunningCli.Start("/usr/bin/unshare", ["-n", "sh", "-c", Script], variables, root.Folder).ResultAsync(TimeSpan.FromMinutes(2));

        done.Lines.ShouldBe(
            ["hello", "1", "unknown", "container site's", "in use by site", "hello", "hello", "refused", "1", "site", "default", "1"], done.Error);
    }
}
