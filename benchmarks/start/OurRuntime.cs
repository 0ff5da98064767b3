using System.Diagnostics;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Start;

/// <summary>The engine's runtime: cgroups and storage here, the container through the launcher.</summary>
internal sealed class OurRuntime : IContender
{
    private readonly ContainerRuntime _runtime;
    private readonly ContainerSpec _spec;
    private Guid _network;

    /// <summary>Of this process while ours runs: the peers' turns, which it waits for, are not ours.</summary>
    private TimeSpan _own;

    private OurRuntime(ContainerRuntime runtime, ContainerSpec spec)
    {
        _runtime = runtime;
        _spec = spec;
    }

    public string Name => "orchestrator";

    public static async Task<OurRuntime> StartAsync(string root, string launcher, ImageStore images, ContainerSpec spec)
    {
        var options = new RuntimeOptions { Root = root, StateDirectory = Path.Combine(root, "run"), LauncherPath = launcher };
        var runtime = await ContainerRuntime.StartAsync(options, images, CancellationToken.None);
        await runtime.SurveyAsync([], CancellationToken.None);
        return new OurRuntime(runtime, spec);
    }

    public async Task<TimeSpan> RunAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        var took = await RunOneAsync();
        _own += Environment.CpuUsage.TotalTime - before;
        return took;
    }

    private async Task<TimeSpan> RunOneAsync()
    {
        var id = Guid.CreateVersion7();
        var prepared = await _runtime.PrepareAsync(id, "bench", _spec, CancellationToken.None);
        if (prepared.Prepared is not { } ready)
            throw new InvalidOperationException(prepared.Problem);
        var began = Stopwatch.GetTimestamp();
        var outcome = await _runtime.LaunchAsync(new LaunchOrder(id, "bench", 1, _spec, ready), CancellationToken.None);
        if (outcome.Failure is { } failure)
            throw new InvalidOperationException(failure.Message);
        var exit = await _runtime.Exits.ReadAsync();
        var took = Stopwatch.GetElapsedTime(began);
        if (exit.Status.Code != 0)
            throw new InvalidOperationException($"The payload ended with {exit.Status}.");
        await _runtime.AcknowledgeExitAsync(id, 1, CancellationToken.None);
        await _runtime.DestroyAsync(id, CancellationToken.None);
        _runtime.Networks.Forget(id);
        return took;
    }

    /// <summary>A network for its containers.</summary>
    public async Task MakeAsync(NetworkDefinition wish)
    {
        _network = Guid.CreateVersion7();
        var planned = await _runtime.Networks.PlanAsync(_network, wish, CancellationToken.None);
        if ((planned.Problem ?? await _runtime.Networks.MakeAsync(new KnownNetwork(_network, planned.Network!), CancellationToken.None)) is { } problem)
            throw new InvalidOperationException(problem);
    }

    public TimeSpan Cpu() => _own + CpuTime.Of(_runtime.LauncherPid!.Value);

    public async ValueTask DisposeAsync()
    {
        await _runtime.Networks.RemoveAsync(_network, CancellationToken.None);
        await _runtime.ShutdownLauncherAsync(CancellationToken.None);
        await _runtime.DisposeAsync();
    }
}
