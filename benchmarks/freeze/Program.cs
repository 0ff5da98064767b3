using System.Diagnostics;
using System.Globalization;
using Orchestrator.Benchmarks.Freeze;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Contracts.Fleet;
using Orchestrator.Isolation.Cgroups;

// bench-freeze YARDSTICK [ROUNDS [N...]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 21;
int[] sizes = args.Length > 2 ? [.. args[2..].Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Order()] : [100, 500, 1000];

await using var crowd = await Crowd.StartAsync();
var mounts = CgroupMounts.Detect();
await using var yardstick = mounts.V2 is { } v2 ? new Yardstick(args[0], Path.Combine(v2, crowd.Info.Cgroup.Parent!)) : null;
if (yardstick is null)
    Console.WriteLine("This host has no v2 tree: there is no cgroup.events for the yardstick to wait on.");
Console.WriteLine($"{"",-44}{"freeze",10}{"p90",9}{"least",9}{"thaw",12}{"p90",9}   (ms, {rounds} rounds in turns)");
foreach (var size in sizes)
{
    await crowd.GrowAsync(size);
    Pair bare = new(), kernel = new(), whole = new(), some = new();
    for (var round = -2; round < rounds; round++)
    {
        if (yardstick is not null)
            bare.Add(round, await yardstick.DoAsync("freeze"), await yardstick.DoAsync("thaw"));
        var (freeze, freezeTook) = await DoAsync(freezes: true, selector: null);
        var (thaw, thawTook) = await DoAsync(freezes: false, selector: null);
        kernel.Add(round, TimeSpan.FromMilliseconds(freeze.TookMilliseconds), TimeSpan.FromMilliseconds(thaw.TookMilliseconds));
        whole.Add(round, freezeTook, thawTook);
        // Each on its own, with an event for each.
        if (round % 5 == 0)
            some.Add(round, (await DoAsync(true, "image=busybox")).Took, (await DoAsync(false, "image=busybox")).Took);
    }
    if (yardstick is not null)
        bare.Print($"{size}: bare write to the parent");
    kernel.Print($"{size}: ours, up to the kernel's word");
    whole.Print($"{size}: ours, request to durable answer");
    some.Print($"{size}: ours, by selector, each recorded");
    if (yardstick is not null)
        Console.WriteLine($"{size}: up to the kernel's word / bare write: freeze {kernel.Freeze.Median / bare.Freeze.Median:0.00}, thaw {kernel.Thaw.Median / bare.Thaw.Median:0.00} (at 1,000 at most 1.50)");
    Console.WriteLine($"{size}: with the durable result of each member: {whole.Freeze.Median:0.0} ms (at 1,000 less than 250)");
}
await Peers.MeasureAsync(rounds);

async Task<(FleetOperationView View, TimeSpan Took)> DoAsync(bool freezes, string? selector)
{
    var request = new FleetFreezeRequest { All = selector is null, Selector = selector };
    var began = Stopwatch.GetTimestamp();
    var result = freezes
        ? await crowd.Client.Fleet.FreezeAsync(request, CancellationToken.None)
        : await crowd.Client.Fleet.ThawAsync(request, CancellationToken.None);
    var took = Stopwatch.GetElapsedTime(began);
    var view = Crowd.Take(result);
    return view.Containers.Count == crowd.Count && view.Failed.Count == 0
        ? (view, took)
        : throw new InvalidOperationException($"{view.Operation} changed {view.Containers.Count} of {crowd.Count}; failed: {string.Join("; ", view.Failed.Take(3))}");
}
