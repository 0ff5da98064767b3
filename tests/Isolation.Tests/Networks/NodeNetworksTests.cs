using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Networks;

/// <summary>Real containers in networks of a host's network namespace that only this class has.</summary>
public sealed class NodeNetworksTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    /// <summary>Whoever said that it is ready may not listen yet.</summary>
    private const string Get = "for try in $(seq 300); do busybox nc -w 2 127.0.0.1 8080 2> /dev/null && exit; sleep 0.1; done; exit 1";

    private INodeNetworks Networks => host.Runtime.Networks;

    [Fact]
    public async Task Network_OfTwoContainers_GivesAddressesNamesAndKeepsThemApartFromOthers()
    {
        await MakeAsync(new NetworkDefinition { Name = "front", IPv6 = true });
        await MakeAsync(new NetworkDefinition { Name = "back", Isolated = true });
        var web = await host.StartContainerAsync(In("front", "echo ready; while echo hello | nc -l -p 80; do :; done", "www"), "web");
        await web.LineAsync("ready");
        var db = await host.StartContainerAsync(In("back", "echo ready; while echo secret | nc -l -p 80; do :; done"), "db");
        await db.LineAsync("ready");
        var (webAt, dbAt) = (Address(web), Address(db));

        var client = await host.RunAsync(In("front", $$"""
            router=$(ip route | sed -n 's/default via \([^ ]*\).*/\1/p')
            for name in web www web.front; do nslookup $name $router | grep -A1 "^Name:.*$name" | grep -c "{{webAt}}"; done
            nslookup {{webAt}} $router | grep -c "name = web.front"
            nslookup db $router | grep -q NXDOMAIN && echo 1
            nc -w 2 {{webAt}} 80
            nc -w 1 {{dbAt}} 80 || echo apart
            ip -6 addr show eth0 | grep -c 'inet6 fd'
            """));

        client.Lines.ShouldBe(["1", "1", "1", "1", "1", "hello", "apart", "1"]);
        var inside = await host.RunAsync(In("back", $"nc -w 2 {dbAt} 80; nc -w 1 {webAt} 80 || echo apart; ip route | grep -c default"));
        inside.Lines.ShouldBe(["secret", "apart", "0"]);
        foreach (var running in new[] { web, db })
            await running.KillAsync();
        await RemoveAsync("front", "back");
    }

    [Fact]
    public async Task Ports_OfTheHost_LeadToTheContainerAndNobodyElseGetsThem()
    {
        await MakeAsync(new NetworkDefinition { Name = "ports" });
        using var view = host.View();
        var spec = In("ports", "echo ready; while echo hello | nc -l -p 80; do :; done") with { Ports = [new PortSpec { HostPort = 8080, ContainerPort = 80 }] };
        var web = await host.StartContainerAsync(spec, "web");
        await web.LineAsync("ready");

        view.Run("sh", "-c", Get).ShouldBe("hello\n");
        var second = await host.Runtime.PrepareAsync(Guid.NewGuid(), "second", spec, RuntimeHost.Token());
        second.Problem.ShouldNotBeNull().ShouldContain("container web's");
        var own = await host.RunAsync(In("ports", $"nc -w 2 {Router("ports")} 8080"));
        own.Stdout.ShouldBe("hello\n");
        await host.RestartAsync();
        await RestoreAsync(web);
        view.Run("sh", "-c", Get).ShouldBe("hello\n");
        await web.KillAsync();
        await RemoveAsync("ports");
    }

    [Fact]
    public async Task Sender_ThatPretendsToBeAnother_IsNotHeard()
    {
        await MakeAsync(new NetworkDefinition { Name = "honest", Subnet4 = "10.77.0.0/24" });
        var victim = await host.StartContainerAsync(In("honest", "echo ready; sleep 60"), "victim");
        await victim.LineAsync("ready");

        var liar = In("honest", $"""
            ping -c 1 -W 1 {Address(victim)} > /dev/null && echo honest
            ip addr add 10.77.0.99/24 dev eth0; ip addr del $(ip -4 -o addr show eth0 | sed -n 's/.*inet \([^ ]*\).*/\1/p' | head -n 1) dev eth0
            ip addr add 10.77.0.99/24 dev eth0 2> /dev/null
            ping -c 1 -W 1 {Address(victim)} > /dev/null || echo unheard
            """) with { Security = new SecuritySpec { CapAdd = ["NET_ADMIN", "NET_RAW"] } };
        var done = await host.RunAsync(liar);

        done.Lines.ShouldBe(["honest", "unheard"]);
        await victim.KillAsync();
        await RemoveAsync("honest");
    }

    [Fact]
    public async Task Etc_OfAContainerInANetwork_SaysWhoItIsAndWhomToAsk()
    {
        await MakeAsync(new NetworkDefinition { Name = "told", Subnet4 = "10.79.0.0/24" });
        var peer = await host.StartContainerAsync(In("told", "echo ready; sleep 60"), "peer");
        await peer.LineAsync("ready");
        var spec = In("told", "cat /etc/resolv.conf /etc/hostname; grep -E 'db|me' /etc/hosts; ping -c 1 -W 2 peer | grep -c '1 packets received'") with
        {
            Hostname = "me",
            Names = new NameSpec { Search = ["told"], Hosts = ["db:192.0.2.9", "dbhost:host-gateway"] },
            Security = new SecuritySpec { CapAdd = ["NET_RAW"] },
        };

        var done = await host.RunAsync(spec);

        done.Lines.ShouldBe(["nameserver 10.79.0.1", "search told", "me", done.Lines[3], "192.0.2.9\tdb", "10.79.0.1\tdbhost", "1"]);
        done.Lines[3].ShouldStartWith("10.79.0.3\tme ");
        await peer.KillAsync();
        await RemoveAsync("told");
    }

    [Fact]
    public async Task Bridge_ThatSomebodyDeleted_IsThereAgainForTheNextContainer()
    {
        await MakeAsync(new NetworkDefinition { Name = "fragile" });
        var first = await host.StartContainerAsync(In("fragile", "echo ready; while echo hello | nc -l -p 80; do :; done"), "first");
        await first.LineAsync("ready");
        using var view = host.View();
        view.Run("ip", "link", "del", first.Prepared.Networks![0].Bridge!);

        var second = await host.RunAsync(In("fragile", $"nc -w 2 {Address(first)} 80; nslookup first {Router("fragile")} | grep -c {Address(first)}"));

        second.Lines.ShouldBe(["hello", "1"]);
        await first.KillAsync();
        await RemoveAsync("fragile");
    }

    [Fact]
    public async Task Addresses_ThatAreAskedFor_AreGivenOnceAndExhaustionIsSaid()
    {
        await MakeAsync(new NetworkDefinition { Name = "small", Subnet4 = "10.78.0.0/30" });
        var spec = In("small", "true");
        var asked = spec with { Networks = [new NetworkSpec { Network = "small", Addresses = ["10.78.0.2"] }] };
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());

        (await host.Runtime.PrepareAsync(one, "one", asked, RuntimeHost.Token())).Prepared!.Networks![0].Addresses.ShouldBe(["10.78.0.2/30"]);

        (await host.Runtime.PrepareAsync(two, "two", asked, RuntimeHost.Token())).Problem.ShouldNotBeNull().ShouldContain("container one's");
        (await host.Runtime.PrepareAsync(two, "two", spec, RuntimeHost.Token())).Problem.ShouldNotBeNull().ShouldContain("are taken");
        Networks.Forget(one);
        (await host.Runtime.PrepareAsync(two, "two", spec, RuntimeHost.Token())).Problem.ShouldBeNull();
        Networks.Forget(two);
        await RemoveAsync("small");
    }

    private readonly Dictionary<string, KnownNetwork> _made = [];

    private async Task MakeAsync(NetworkDefinition wish)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        using var view = host.View();
        view.Run("ip", "link", "set", "lo", "up");
        var id = Guid.NewGuid();
        var planned = await Networks.PlanAsync(id, wish, RuntimeHost.Token());
        planned.Problem.ShouldBeNull();
        _made[wish.Name] = new KnownNetwork(id, planned.Network!);
        (await Networks.MakeAsync(_made[wish.Name], RuntimeHost.Token())).ShouldBeNull();
    }

    private async Task RestoreAsync(Running container)
    {
        await Networks.RestoreAsync(_made.Values, RuntimeHost.Token());
        await host.Runtime.SurveyAsync([new KnownContainer(container.Id, container.Name, 1, container.Init, true, container.Prepared, container.Spec)], RuntimeHost.Token());
    }

    private async Task RemoveAsync(params string[] networks)
    {
        foreach (var network in networks)
            await Networks.RemoveAsync(_made[network].Id, RuntimeHost.Token());
        using var view = host.View();
        view.Run("ip", "-o", "link").ShouldNotContain(": o");
        view.Run("nft", "list", "ruleset").ShouldBeEmpty();
    }

    private static ContainerSpec In(string network, string script, params string[] aliases) =>
        RuntimeHost.Shell(script) with { Networks = [new NetworkSpec { Network = network, Aliases = aliases }] };

    private string Router(string network) => _made[network].Definition.Gateway4!;

    private static string Address(Running container) => container.Prepared.Networks![0].Addresses![0].Split('/')[0];
}
