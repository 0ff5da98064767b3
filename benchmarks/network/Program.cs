using System.Globalization;
using Orchestrator.Benchmarks.Network;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Contracts.Networks;

// bench-network [CONTAINERS]; exits with 1 if anything is left.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int WarmUp = 30;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
var before = HostState.Read();

var left = new List<string>();
await using (var crowd = await Crowd.StartAsync())
{
    await NetworkAsync("warm", "10.77.0.0/24");
    await using (var warm = new Fleet(crowd, "warm", WarmUp))
        await warm.GrowAsync();
    Crowd.Take(await crowd.Client.Networks.RemoveAsync("warm", CancellationToken.None));

    await NetworkAsync("bench", "10.78.0.0/20");
    var fleet = new Fleet(crowd, "bench", count);
    await using (fleet)
    {
        await fleet.GrowAsync();
        fleet.Report();
        var members = Crowd.Take(await crowd.Client.Networks.GetAsync("bench", CancellationToken.None)).Containers.Count;
        Console.WriteLine($"on the bridge: {members} containers, {HostState.Read().Interfaces.Count - before.Interfaces.Count - 1} ends of pairs");
    }
    Console.WriteLine($"removed: {fleet.Removal.Median:0.0} ms each (median), with its network's part {fleet.Removal.Median - fleet.BareRemoval.Median:+0.0;-0.0} ms");
    left.AddRange(Crowd.Take(await crowd.Client.Networks.GetAsync("bench", CancellationToken.None)).Containers.Select(member => $"address {member.Name}"));
    Crowd.Take(await crowd.Client.Networks.RemoveAsync("bench", CancellationToken.None));
    left.AddRange(HostState.Read().Beyond(before));
    left.AddRange(HostState.CgroupsBelow(crowd.Info.Cgroup.Parent!));

    async Task NetworkAsync(string name, string subnet) => Crowd.Take(await crowd.Client.Networks.CreateAsync(
        new NetworkCreateRequest { Name = name, Subnets = [subnet] }, CancellationToken.None));
}
left.AddRange(HostState.Read().Beyond(before));
Console.WriteLine($"left over: {(left.Count == 0 ? "no interface, address, route, rule, mount, cgroup" : string.Join("; ", left.Distinct()))}");
return left.Count == 0 ? 0 : 1;
