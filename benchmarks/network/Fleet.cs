using System.Diagnostics;
using System.Globalization;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Benchmarks.Network;

/// <summary>
/// Containers of one network, and as many without any, started in turns one after the other: what grows with the number of
/// containers alone is seen at the latter.
/// </summary>
internal sealed class Fleet(Crowd crowd, string network, int count) : IAsyncDisposable
{
    private readonly List<TimeSpan> _with = [];
    private readonly List<TimeSpan> _without = [];

    public Sample Removal { get; } = new();

    public Sample BareRemoval { get; } = new();

    public async Task GrowAsync()
    {
        for (var i = 0; i < count; i++)
        {
            _with.Add(await StartAsync(Name("n", i), [new NetworkRequest { Type = "network", Network = network }]));
            _without.Add(await StartAsync(Name("b", i), []));
        }
    }

    public void Report()
    {
        var part = Math.Max(1, count / 10);
        Console.WriteLine($"{count} containers on one bridge and {count} without a network, started in turns; ms from the request to its answer, medians");
        Console.WriteLine($"{"",-18}{"all",8}{$"first {part}",12}{$"last {part}",12}{"last / first",14}");
        Line("on the bridge", _with);
        Line("without network", _without);

        void Line(string name, List<TimeSpan> times)
        {
            var (first, last) = (Of(times.Take(part)).Median, Of(times.TakeLast(part)).Median);
            Console.WriteLine($"{name,-18}{Of(times).Median,8:0.00}{first,12:0.00}{last,12:0.00}{last / first,14:0.00}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < count; i++)
        {
            await RemoveAsync(Name("n", i), Removal);
            await RemoveAsync(Name("b", i), BareRemoval);
        }
    }

    private string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{network}-{kind}{number}");

    private async Task<TimeSpan> StartAsync(string name, IReadOnlyList<NetworkRequest> networks)
    {
        var request = new ContainerRequest { Name = name, Image = "busybox", Command = ["sleep", "1000000"], Networks = networks };
        var began = Stopwatch.GetTimestamp();
        Crowd.Take(await crowd.Client.Containers.CreateAsync(request, start: true, CancellationToken.None));
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task RemoveAsync(string name, Sample sample)
    {
        var began = Stopwatch.GetTimestamp();
        Crowd.Take(await crowd.Client.Containers.RemoveAsync(name, force: true, CancellationToken.None));
        sample.Add(Stopwatch.GetElapsedTime(began));
    }

    private static Sample Of(IEnumerable<TimeSpan> times)
    {
        var sample = new Sample();
        foreach (var time in times)
            sample.Add(time);
        return sample;
    }
}
