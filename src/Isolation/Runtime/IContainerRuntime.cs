using System.Threading.Channels;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>
/// What the actors may ask of the kernel. The one implementation drives the launcher and the cgroups; tests use
/// a fake. Every method may be called from any thread. Expected failures are results; exceptions are for bugs and
/// for <see cref="LauncherUnavailableException"/>, which callers retry.
/// </summary>
public interface IContainerRuntime : IAsyncDisposable
{
    /// <summary>/proc/sys/kernel/random/boot_id: no process outlives it.</summary>
    string BootId { get; }

    /// <summary>The networks of this node.</summary>
    INodeNetworks Networks { get; }

    /// <summary>
    /// Checks a spec against this node before anything is recorded: image present, paths exist, names known, limits
    /// possible; reserves an id range. The result goes into the journal and back into <see cref="LaunchAsync"/>.
    /// </summary>
    Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel);

    /// <summary>The same for a container that a copy makes: its image is the original's, and its storage comes with the copy.</summary>
    Task<PrepareOutcome> PrepareCopyAsync(Guid id, string name, ContainerSpec spec, PreparedContainer source, CancellationToken cancel) =>
        PrepareAsync(id, name, spec, cancel);

    /// <summary>
    /// Snapshots, their way back, and copies of what a container has written. The same order twice does it once; a copy that
    /// is not recorded afterwards is taken away by <see cref="DestroyAsync(Guid, CancellationToken)"/>, or after a restart by
    /// <see cref="SurveyAsync"/>.
    /// </summary>
    Task<StoreOutcome> StoreAsync(StoreOrder order, CancellationToken cancel);

    /// <summary>Null, or why that cannot be done with the storage of such a container.</summary>
    string? JudgeStore(StoreKind kind, ContainerSpec spec) => null;

    /// <summary>Why nothing new is started on this node for now, such as a full disk; null while there is no such reason.</summary>
    string? Obstacle();

    /// <summary>
    /// Starts the init of one attempt. The same (container, attempt) is never started twice, whatever was lost in
    /// between: the second call reports what the first one did.
    /// </summary>
    Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel);

    /// <summary>Starts one more process inside a running container; its end arrives on <see cref="ExecExits"/>.</summary>
    Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel);

    /// <summary>SIGKILL to a process that <see cref="ExecAsync"/> started; its end arrives as any other's. Nothing when it is gone.</summary>
    Task KillExecAsync(Guid id, int attempt, Guid execId, CancellationToken cancel);

    /// <summary>
    /// Sends a signal to the init of that attempt only (pidfd_send_signal(2)). False if it is gone: a signal that was
    /// asked for again and again while the launcher was away must not meet the next attempt.
    /// </summary>
    Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel);

    /// <summary>SIGKILL to every process of that attempt, frozen ones included (cgroup.kill on v2).</summary>
    Task KillAsync(Guid id, int attempt, CancellationToken cancel);

    /// <summary><c>pid comm state</c> of each process of that attempt, a hundred at most; empty when none is left.</summary>
    IReadOnlyList<string> Tasks(Guid id, int attempt);

    /// <summary>Freezes one container and returns once the kernel says so, or with the tasks that did not freeze.</summary>
    Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel);

    Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel);

    /// <summary>Whether the kernel says that all of its tasks stand still, by whosever freeze.</summary>
    bool IsFrozen(Guid id);

    /// <summary>
    /// Freezes the parent cgroup of all containers of the node: one write whatever their number. Containers with tasks that do
    /// not follow in time are named, and the others stay frozen.
    /// </summary>
    Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel);

    Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel);

    /// <summary>Changes limits and weights of a running container. Null: done; else what the kernel refused.</summary>
    Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel);

    /// <summary>Puts something into a container that runs, or takes it out.</summary>
    Task<HotplugOutcome> HotplugAsync(Guid id, int attempt, HotplugSpec what, CancellationToken cancel);

    /// <summary>
    /// Has the kernel take back what memory of the container it can: page cache, and where there is swap what it may swap
    /// out. Frozen or not, it loses nothing but time.
    /// </summary>
    Task<ReclaimOutcome> ReclaimAsync(Guid id, CancellationToken cancel);

    /// <summary>Reads the accounting files through kept-open descriptors; null if the container has no cgroup.</summary>
    ResourceUsage? ReadUsage(Guid id);

    /// <summary>
    /// The regular reading: cpu, memory, io, pids and pressure, through kept-open descriptors; null if the container has
    /// no cgroup. Whoever used no CPU since <paramref name="last"/> did nothing, so that <paramref name="last"/> itself
    /// comes back; only the kernel could have changed something, so a caller passes null now and then for all of it, with
    /// peaks and frozen time.
    /// </summary>
    UsageReading? Poll(Guid id, UsageReading? last);

    /// <summary>The same of all containers together: the parent cgroup of the node.</summary>
    UsageReading PollNode();

    /// <summary>
    /// Whether memory is short on the node itself: little is left on the host, or the containers together are near the limit
    /// of the parent cgroup or of one above it. Stalls of a container at its own limit are not that.
    /// </summary>
    bool IsMemoryShort();

    /// <summary>
    /// Ends of inits, each once per daemon life and again after a restart until acknowledged: an exit record is
    /// kept by the launcher until <see cref="AcknowledgeExitAsync"/>.
    /// </summary>
    ChannelReader<InitExit> Exits { get; }

    ChannelReader<ExecExit> ExecExits { get; }

    /// <summary>Processes of containers that the kernel ended for want of memory, where its log can be read; null: nowhere.</summary>
    ChannelReader<OomKill>? OomKills { get; }

    /// <summary>Containers that write faster than they may, each once a second at most; null: none is looked at.</summary>
    ChannelReader<LogFlood>? LogFloods { get; }

    /// <summary>Called once the exit is durable in the journal: the launcher may forget it.</summary>
    Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel);

    /// <summary>
    /// After a start of the daemon: for each container that the journal believes started or starting, what has really
    /// become of it. Adopts the living (their exits then arrive on <see cref="Exits"/>), and removes cgroups, mounts
    /// and processes that belong to no container given here.
    /// </summary>
    Task<IReadOnlyList<SurveyResult>> SurveyAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel);

    /// <summary>Removes what that ended attempt left in the kernel (cgroups, mounts); the writable layer stays.</summary>
    Task ReleaseAsync(Guid id, int attempt, CancellationToken cancel);

    /// <summary>Removes everything of the container, writable layer and logs included; frees its id range.</summary>
    Task DestroyAsync(Guid id, CancellationToken cancel);

    /// <summary>The same for a container that was recorded: its hooks run. An exception tells that one failed: nothing is removed.</summary>
    /// <param name="volumes">With the volumes that nobody named, as those of <c>--rm</c> always; what another container mounts stays.</param>
    /// <returns>The volumes that went with it. Done twice, it tells the same again.</returns>
    async Task<IReadOnlyList<string>> DestroyAsync(Guid id, ContainerSpec spec, bool volumes, CancellationToken cancel)
    {
        await DestroyAsync(id, cancel).ConfigureAwait(false);
        return [];
    }

    /// <summary>Host paths of the files that stdout and stderr of the attempts go to.</summary>
    LogPaths Logs(Guid id);
}
