using System.Threading.Channels;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.TestSupport.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Journal;

/// <summary>
/// Answers at once and ends every payload at once, or when it is told to: what is left is the engine's own work.
/// </summary>
internal sealed class NoKernel(bool payloadsEnd) : IContainerRuntime
{
    private static readonly FreezeOutcome Frozen = new(true, TimeSpan.Zero, [], null);

    private readonly Channel<InitExit> _exits = Channel.CreateUnbounded<InitExit>();
    private readonly Channel<ExecExit> _execExits = Channel.CreateUnbounded<ExecExit>();
    private int _pid;

    public ChannelReader<InitExit> Exits => _exits.Reader;

    public ChannelReader<ExecExit> ExecExits => _execExits.Reader;

    public string BootId => "boot";

    public INodeNetworks Networks { get; } = new MemoryNetworks();

    public Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel) =>
        Task.FromResult(new PrepareOutcome(new PreparedContainer(100_000, 65_536, "sha256:0"), null));

    public Task<StoreOutcome> StoreAsync(StoreOrder order, CancellationToken cancel) => throw new NotSupportedException();

    public string? Obstacle() => null;

    public Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel)
    {
        int pid = Interlocked.Increment(ref _pid);
        if (payloadsEnd)
            End(order.Id, order.Attempt);
        return Task.FromResult(new LaunchOutcome(new InitIdentity(pid, (ulong)pid, "boot"), null));
    }

    public Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel) => throw new NotSupportedException();

    public Task KillExecAsync(Guid id, int attempt, Guid execId, CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel)
    {
        End(id, attempt: 1);
        return Task.FromResult(true);
    }

    public Task KillAsync(Guid id, int attempt, CancellationToken cancel) => Task.CompletedTask;

    public IReadOnlyList<string> Tasks(Guid id, int attempt) => [];

    public Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel) => Task.FromResult(Frozen);

    public Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel) => Task.FromResult(Frozen);

    public bool IsFrozen(Guid id) => true;

    public Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel) => Task.FromResult(Frozen);

    public Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel) => Task.FromResult(Frozen);

    public Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel) =>
        Task.FromResult<string?>(null);

    public Task<HotplugOutcome> HotplugAsync(Guid id, int attempt, HotplugSpec what, CancellationToken cancel) => Task.FromResult(new HotplugOutcome(null));

    public ResourceUsage? ReadUsage(Guid id) => null;

    public UsageReading? Poll(Guid id, UsageReading? last) => null;

    public bool IsMemoryShort() => false;

    public UsageReading PollNode() => new(ResourceUsage.None, null);

    public Task<ReclaimOutcome> ReclaimAsync(Guid id, CancellationToken cancel) => Task.FromResult(new ReclaimOutcome(null, null, null));

    public ChannelReader<OomKill>? OomKills => null;

    public ChannelReader<LogFlood>? LogFloods => null;

    public Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel) => Task.CompletedTask;

    public Task<IReadOnlyList<SurveyResult>> SurveyAsync(
        IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SurveyResult>>([]);

    public Task ReleaseAsync(Guid id, int attempt, CancellationToken cancel) => Task.CompletedTask;

    public Task DestroyAsync(Guid id, CancellationToken cancel) => Task.CompletedTask;

    public LogPaths Logs(Guid id) => new("/dev/null", "/dev/null");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void End(Guid id, int attempt) => _exits.Writer.TryWrite(new InitExit(
        id, attempt, ExitStatus.Exited(0), TimeProvider.System.GetUtcNow(),
        new ResourceUsage(1_000, 0, 1 << 20, 0, 0, 0, 1, 0), 0, null));
}
