using System.Threading.Channels;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.TestSupport.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>One daemon's connection to a <see cref="FakeNode"/>. Cut off, it neither does nor answers anything.</summary>
internal sealed class FakeRuntime : IContainerRuntime, ILooksAtContainers
{
    private readonly FakeNode _node;
    private readonly Channel<InitExit> _exits = Channel.CreateUnbounded<InitExit>();
    private readonly Channel<ExecExit> _execExits = Channel.CreateUnbounded<ExecExit>();
    private readonly TaskCompletionSource _never = new();
    private volatile bool _cut;

    public FakeRuntime(FakeNode node)
    {
        _node = node;
        node.Current = this;
    }

    public FakeNode Node => _node;

    public string BootId => "boot";

    public INodeNetworks Networks => Net;

    public MemoryNetworks Net { get; } = new();

    /// <summary>The next calls fail as if the launcher were away.</summary>
    public int Unavailable;

    public Func<Guid, string?> Problem { get; set; } = _ => null;

    public ChannelReader<InitExit> Exits => _exits.Reader;

    public ChannelReader<ExecExit> ExecExits => _execExits.Reader;

    public void Cut() => _cut = true;

    public void Deliver(InitExit exit)
    {
        if (!_cut)
            _exits.Writer.TryWrite(exit);
    }

    public void Deliver(ExecExit exit) => _execExits.Writer.TryWrite(exit);

    public Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel) =>
        Do($"prepare {name}", () => Problem(id) is { } problem
            ? new PrepareOutcome(null, problem)
            : Net.Prepare(id, name, spec, new PreparedContainer(100_000, 65_536, "sha256:1"), out string? refused) is { } prepared
                ? new PrepareOutcome(prepared, null)
                {
                    NewVolumes = [.. spec.Mounts.Where(mount => mount.Kind == MountKind.Volume).Select(mount => mount.Source!)],
                }
                : new PrepareOutcome(null, refused));

    public Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel) =>
        Do($"launch {order.Name} {order.Attempt}", () => _node.Launch(order));

    public Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel) => Do("exec", () =>
    {
        if (_node.Exec(order) is { } end)
            Deliver(new ExecExit(order.Id, order.ExecId, end));
        return new ExecOutcome(77, null);
    });

    public Task KillExecAsync(Guid id, int attempt, Guid execId, CancellationToken cancel) => Do("kill exec", () =>
    {
        Deliver(new ExecExit(id, execId, ExitStatus.Killed(9, false)));
        return true;
    });

    public Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel) =>
        Do($"signal {signal}", () => _node.Signal(id, signal));

    public Task KillAsync(Guid id, int attempt, CancellationToken cancel) => Do("kill", () => _node.Signal(id, 9));

    public string? Obstacle() => _node.Obstacle;

    public IReadOnlyList<string> Tasks(Guid id, int attempt) => _node.TasksLeft;

    public Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel) => Do("freeze", () => _node.FreezeResult);

    public Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel) =>
        Do("thaw", () => new FreezeOutcome(true, TimeSpan.Zero, [], null));

    public bool IsFrozen(Guid id) => _node.NodeFrozen && !_node.FreezeResult.Stuck.ContainsKey(id);

    public Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel) => Do("freeze node", () =>
    {
        _node.NodeFrozen = _node.FreezeResult.Done;
        return _node.FreezeResult;
    });

    public Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel) => Do("thaw node", () =>
    {
        _node.NodeFrozen = false;
        return new FreezeOutcome(true, TimeSpan.Zero, [], null);
    });

    public Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel) =>
        Do("update", () =>
        {
            _node.Updates.Enqueue(resources);
            return resources.Pids == 1 ? "pids.max is below what runs" : null;
        });

    public Task<HotplugOutcome> HotplugAsync(Guid id, int attempt, HotplugSpec what, CancellationToken cancel) =>
        Do("hotplug", () => new HotplugOutcome(what.Target == "/refused" ? "there is no such device" : null));

    public Task<StoreOutcome> StoreAsync(StoreOrder order, CancellationToken cancel) =>
        Do($"store {order.Kind}", () => new StoreOutcome(null, 0, "shared"));

    public ResourceUsage? ReadUsage(Guid id) => _node.Usage(id);

    public UsageReading? Poll(Guid id, UsageReading? last) => ReadUsage(id) is { } usage ? new UsageReading(usage, Node.Pressure(id)) : null;

    public UsageReading PollNode()
    {
        Interlocked.Increment(ref Node.NodeReads);
        return Node.NodeReading;
    }

    public bool IsMemoryShort() => Node.IsMemoryShort;

    public Task<ReclaimOutcome> ReclaimAsync(Guid id, CancellationToken cancel) => Do("reclaim", () => new ReclaimOutcome(4096, 1024, null));

    public ChannelReader<OomKill>? OomKills => OomSource.Reader;

    public ChannelReader<LogFlood>? LogFloods => FloodSource.Reader;

    public Channel<OomKill> OomSource { get; } = Channel.CreateUnbounded<OomKill>();

    public Channel<LogFlood> FloodSource { get; } = Channel.CreateUnbounded<LogFlood>();

    public Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel) => Do($"acknowledge {attempt}", () =>
    {
        _node.Acknowledge(id, attempt);
        return true;
    });

    public async Task<IReadOnlyList<SurveyResult>> SurveyAsync(
        IReadOnlyCollection<KnownContainer> known, CancellationToken cancel)
    {
        (IReadOnlyList<SurveyResult> results, List<InitExit> exits) = await Do("survey", () => _node.Survey(known));
        foreach (InitExit exit in exits)
            Deliver(exit);
        return results;
    }

    public Task<IReadOnlyList<SurveyResult>> LookAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        Task.FromResult(_node.Survey(known.Where(container => container.ShouldLive)).Results);

    public Task ReleaseAsync(Guid id, int attempt, CancellationToken cancel) => Do("release", () => true);

    public Task DestroyAsync(Guid id, CancellationToken cancel) => Do("destroy", () => true);

    public Task<IReadOnlyList<string>> DestroyAsync(Guid id, ContainerSpec spec, bool volumes, CancellationToken cancel) => Do<IReadOnlyList<string>>(
        volumes ? "destroy with volumes" : "destroy",
        () => volumes ? [.. spec.Mounts.Where(mount => mount.Kind == MountKind.Volume).Select(mount => mount.Source!)] : []);

    public LogPaths Logs(Guid id) => new($"/logs/{id}/stdout", $"/logs/{id}/stderr");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Do<T>(string call, Func<T> what)
    {
        await Task.Yield();
        if (_cut)
            await _never.Task;
        if (Interlocked.Decrement(ref Unavailable) >= 0)
            throw new LauncherUnavailableException("the launcher is away");
        _node.Calls.Enqueue(call);
        return what();
    }
}
