using System.Threading.Channels;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The runtime of a real node: cgroups, images and storage here, processes through the launcher.</summary>
public sealed class ContainerRuntime : IContainerRuntime
{
    private readonly Channel<InitExit> _exits = Channel.CreateUnbounded<InitExit>();
    private readonly Channel<ExecExit> _execExits = Channel.CreateUnbounded<ExecExit>();

    private ContainerRuntime(IsolationFeatures features) => Features = features;

    /// <summary>Prepares the node's parent cgroup and folders, and connects to the launcher, starting one if none runs.</summary>
    /// <exception cref="PlatformNotSupportedException">The host lacks what containers need; the message says what.</exception>
    public static Task<ContainerRuntime> StartAsync(RuntimeOptions options, IImageStore images, CancellationToken cancel) =>
        throw NotYet();

    public IsolationFeatures Features { get; }

    /// <summary>Pid of the launcher in use, or null while it is not connected.</summary>
    public int? LauncherPid => null;

    public ChannelReader<InitExit> Exits => _exits.Reader;

    public ChannelReader<ExecExit> ExecExits => _execExits.Reader;

    public Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel) => throw NotYet();

    public Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel) => throw NotYet();

    public Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel) => throw NotYet();

    public Task<bool> SignalAsync(Guid id, int signal, CancellationToken cancel) => throw NotYet();

    public Task KillAsync(Guid id, CancellationToken cancel) => throw NotYet();

    public Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel) => throw NotYet();

    public Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel) => throw NotYet();

    public Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel) => throw NotYet();

    public Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel) => throw NotYet();

    public Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel) => throw NotYet();

    public ResourceUsage? ReadUsage(Guid id) => null;

    public Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel) => throw NotYet();

    public Task<IReadOnlyList<SurveyResult>> SurveyAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        throw NotYet();

    public Task ReleaseAsync(Guid id, CancellationToken cancel) => throw NotYet();

    public Task DestroyAsync(Guid id, CancellationToken cancel) => throw NotYet();

    public LogPaths Logs(Guid id) => throw NotYet();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException NotYet() => new("The launcher client has not landed yet");
}
