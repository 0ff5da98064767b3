using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R17: many network namespaces at once, and one whose root floods it with routes and packet filter tables.</summary>
public sealed class NetworkBombTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Nft = "/usr/sbin/nft";

    [Fact]
    public async Task R17_ManyNetworksAndAFloodOfNetlink_StayInsideAndLeaveNothing()
    {
        (await root.Orch("run", "--name", "first", "busybox", "true")).Ok();
        var (interfaces, tables) = (await Interfaces(), await Tables());
        await using (new Probe(root, "R17"))
        {
            (await root.Orch("run", "-d", "--name", "routes", "--cap-add", "NET_ADMIN", "--memory", "64M", "busybox", "sh", "-c",
                "n=0; for a in $(seq 0 19); do for b in $(seq 0 249); do ip route add 10.$a.$b.0/24 dev lo && n=$((n+1)); done; done; echo routes $n; sleep 600")).Ok();
            await Clock.Until("it has its routes", async () => (await root.Orch("logs", "routes")).Ok().Out.Contains("routes 5000"), TimeSpan.FromMinutes(3));

            await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, _) =>
                (await root.Orch("run", "-d", "--name", Name(i), "busybox", "sleep", "600")).Ok());
            var own = new HashSet<string>();
            for (var i = 0; i < 60; i++)
                own.Add(new FileInfo($"/proc/{(await root.Inspect(Name(i))).GetProperty("pid").GetInt32()}/ns/net").LinkTarget!);
            own.Count.ShouldBe(60);
            own.ShouldNotContain(new FileInfo("/proc/self/ns/net").LinkTarget!);
            (await root.Orch("exec", Name(0), "sh", "-c", "ip route | wc -l")).Ok().Out.Trim().ShouldBe("0");
            (await root.Orch(["kill", "routes", .. Enumerable.Range(0, 60).Select(Name)])).Ok();
        }
        (await Interfaces()).ShouldBe(interfaces);
        (await Tables()).ShouldBe(tables);
        File.ReadAllText("/proc/net/route").ShouldNotContain("0000130A");
    }

    [Fact]
    public async Task R17_FloodOfFilterTables_EndsAtTheContainersMemory()
    {
        Assert.SkipUnless(File.Exists(Nft), "no nft on this machine: apt-get install nftables");
        var tables = await Tables();
        (await root.Orch("run", "busybox", "true")).Ok();
        await using (new Probe(root, "R17nft"))
        {
            // Kernel memory of the tables is charged to the container (memcg), so that it is the one to end.
            (await root.Orch("run", "-d", "--name", "tables", "--cap-add", "NET_ADMIN", "--memory", "48M", "-v", "/usr:/usr:ro", "busybox", "sh", "-c",
                "i=0; while :; do i=$((i+1)); j=0; while [ $j -lt 20 ]; do j=$((j+1)); echo add table ip t$i-$j; echo add chain ip t$i-$j c; done"
                + " | /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 --library-path /usr/lib/x86_64-linux-gnu /usr/sbin/nft -f - || exit 9; echo round $i; done")).Ok();
            await Clock.Until("many tables are there, or it is at its end", async () =>
                await root.State("tables") == "STOPPED" || (await root.Orch("logs", "tables")).Ok().Out.Contains("round 20"), TimeSpan.FromMinutes(2));
            (await root.Orch("logs", "tables")).Ok().Out.ShouldContain("round 1");
            if (await root.State("tables") != "STOPPED")
                (await root.Orch("kill", "tables")).Ok();
            (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
        }
        (await Tables()).ShouldBe(tables);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"net{number}");

    private async Task<string> Interfaces() => (await root.Tool("/bin/ls", "/sys/class/net")).Ok().Out;

    private async Task<string> Tables() => File.Exists(Nft) ? (await root.Tool(Nft, "list", "tables")).Out : "";
}
