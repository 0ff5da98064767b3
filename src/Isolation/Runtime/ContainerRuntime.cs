using Orchestrator.Isolation.Storage.Files;
using System.Threading.Channels;
using Orchestrator.Consoles;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Consoles;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Logs;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The runtime of a real node: cgroups, images and storage here, processes through the launcher.</summary>
public sealed class ContainerRuntime : IContainerRuntime, ILooksAtContainers, IJudgesLimits
{
    private const int IdlePolls = 10;

    private static readonly TimeSpan LeftoverLimit = TimeSpan.FromSeconds(2);

    private readonly NodeContext _node;
    private readonly ExitPump _exits;
    private readonly KernelLog _kernelLog;
    private readonly PrepareStage _prepare;
    private readonly ReleaseStage _release;
    private readonly LaunchStage _launch;
    private readonly ExecStage _exec;
    private readonly FreezeStage _freeze;
    private readonly SurveyStage _survey;
    private readonly UpdateStage _update;
    private readonly HotplugStage _hotplug;
    private readonly StoreStage _store;
    private int _disposed;

    private ContainerRuntime(NodeContext node)
    {
        _node = node;
        _exits = new ExitPump(node);
        _kernelLog = new KernelLog(node.Cgroups.Parent, node.Time, node.Notice);
        _prepare = new PrepareStage(node);
        _release = new ReleaseStage(node);
        _launch = new LaunchStage(node, _release);
        _exec = new ExecStage(node, _exits);
        _freeze = new FreezeStage(node);
        _update = new UpdateStage(node);
        _hotplug = new HotplugStage(node, _update);
        _store = new StoreStage(node);
        _survey = new SurveyStage(node, _exits, _release);
        Features = HostDetection.Detect(node.Cgroups);
    }

    /// <summary>Prepares the node's parent cgroup and folders, and connects to the launcher, starting one if none runs.</summary>
    /// <exception cref="PlatformNotSupportedException">The host lacks what containers need; the message says what.</exception>
    /// <exception cref="LauncherUnavailableException">No launcher could be started.</exception>
    public static async Task<ContainerRuntime> StartAsync(RuntimeOptions options, IImageStore images, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Root);
        // Before anything else puts its sockets there: launcher, consoles and lent namespaces are the owner's alone.
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var limits = ProcessLimits.Read();
        var parent = options.CgroupParent ?? CgroupNode.ParentNameFor(options.Root);
        if (NameRules.Check(parent) is { } badParent)
            throw new ArgumentException($"The cgroup parent '{parent}' is not possible. {badParent}", nameof(options));
        var cgroups = OpenCgroups(parent, CounterBudget(limits), options.Time);
        // What nobody asked for is left out where it cannot be kept; what somebody asks for is refused there.
        if (RootlessIds.OfThisProcess is not null && !cgroups.Controllers.Contains("pids"))
            options = options with { DefaultLimits = options.DefaultLimits with { Pids = null } };
        // Before anything is started that would inherit what it takes.
        _ = UserNics.OfThisProcess;
        var launcher = new LauncherConnection(
            new LauncherOptions { RunDirectory = options.StateDirectory, LauncherPath = options.LauncherPath }, options.Time);
        var storage = new ContainerStorage(options.Root, text => options.Notice?.Invoke(text));
        var node = new NodeContext
        {
            Options = options,
            Images = images,
            Cgroups = cgroups,
            NodeCounters = cgroups.ParentCounters(),
            MemoryShortage = cgroups.MemoryShortage(),
            Storage = storage,
            Roots = new RootStore(options.Root, RootlessIds.OfThisProcess is not null),
            LogKeeper = new LogKeeper(storage, options.LogLimits, options.Time, text => options.Notice?.Invoke(text)),
            Consoles = new ConsoleHolders(options.StateDirectory, options.LauncherPath),
            Volumes = new VolumeStore(options.Root),
            IdRanges = new IdRangeAllocator(options.Root),
            Networks = new NodeNetworks(options),
            Launcher = launcher,
            Limits = limits,
            Lsm = new LsmStage(new LsmHost(options.Root)),
            BootId = HostDetection.BootId(),
            Disk = new DiskReserve(options.Root, options.DiskReserveBytes),
        };
        try
        {
            var nodeLimits = new ResourceLimits { Pids = HostDetection.MostProcesses() / 4 * 3 }.With(options.NodeLimits);
            if (cgroups.LimitNode(nodeLimits) is { } refused)
                node.Notice($"The limits of the whole node are not in force. {refused}");
            // A daemon that died while the fleet was frozen left it so: it is still frozen.
            if (cgroups.Freezer.IsRequested(""))
                await node.Gate.CloseAsync(TimeSpan.Zero, options.Time, cancel).ConfigureAwait(false);
            await launcher.ConnectAsync(cancel).ConfigureAwait(false);
            var runtime = new ContainerRuntime(node);
            runtime._exits.Start();
            node.Storage.Trash.Start();
            return runtime;
        }
        catch
        {
            await launcher.DisposeAsync().ConfigureAwait(false);
            node.Dispose();
            throw;
        }
    }

    public IsolationFeatures Features { get; }

    public string BootId => _node.BootId;

    public INodeNetworks Networks => _node.Networks;

    public VolumeStore Volumes => _node.Volumes;

    /// <summary>Pid of the launcher in use, or null while it is not connected.</summary>
    public int? LauncherPid => _node.Launcher.LauncherPid;

    /// <summary>Whether the whole node is frozen, also by an earlier daemon.</summary>
    public bool IsNodeFrozen => _node.NodeFrozen;

    public ChannelReader<InitExit> Exits => _exits.Exits;

    public ChannelReader<ExecExit> ExecExits => _exits.ExecExits;

    public Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel) =>
        // A profile that is to be compiled takes some ten milliseconds, which the caller's thread is not to wait for.
        Task.Run(() => _prepare.Run(id, name, spec, make: true, image: null, cancel), cancel);

    public Task<PrepareOutcome> PrepareCopyAsync(Guid id, string name, ContainerSpec spec, PreparedContainer source, CancellationToken cancel) =>
        Task.Run(() => _prepare.Run(id, name, spec, make: false, source.ImageDigest, cancel), cancel);

    /// <summary>The files of a container, whether it runs or not; null with the reason when they cannot be had.</summary>
    public ContainerFiles? OpenFiles(FilesOrder order, out string? problem) => new FilesStage(_node).Open(order, out problem);

    /// <summary>The root as a snapshot has it; null with the reason when it cannot be had.</summary>
    public ContainerFiles? OpenSnapshot(FilesOrder order, string snapshot, out string? problem) => new FilesStage(_node).OpenSnapshot(order, snapshot, out problem);

    /// <summary>What a container changed of its image; null with the reason when its root keeps no difference.</summary>
    public IReadOnlyList<FileChange>? Changes(FilesOrder order, out string? problem) => new FilesStage(_node).Changes(order, out problem);

    /// <summary>What the root takes of the disk at the moment: its trees are walked for it. Null: it is a directory or file of the user's.</summary>
    public RootSize? SizeOf(Guid id, ContainerSpec spec, PreparedContainer prepared, CancellationToken cancel)
    {
        if (spec.Root is { Direct: true } or { Upper: not null })
            return null;
        var (written, shared, onImage) = _node.Roots.Size(id, cancel);
        return new RootSize(written, shared, onImage && prepared.ImageDigest is { } digest ? _node.Images.SizeOf(digest) : 0);
    }

    public Task<StoreOutcome> StoreAsync(StoreOrder order, CancellationToken cancel) => Task.Run(() => _store.RunAsync(order, cancel), cancel);

    public string? JudgeStore(StoreKind kind, ContainerSpec spec) => RootCopies.Problem(spec, kind);

    /// <summary>A connection to the holder of that attempt's console, see <see cref="ConsoleMessage"/>; null: there is none.</summary>
    public Descriptor? ConnectConsole(Guid id, int attempt) => _node.Consoles.TryConnect(id, attempt);

    public string? Obstacle() => _node.Disk.Problem();

    public Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel) => _launch.RunAsync(order, cancel);

    public Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel) => _exec.RunAsync(order, cancel);

    public async Task KillExecAsync(Guid id, int attempt, Guid execId, CancellationToken cancel)
    {
        const int kill = 9;
        if (_node.Find(id) is { Exit: null } live && live.Attempt == attempt)
            await _node.Launcher.SignalAsync(execId, attempt, kill, cancel).ConfigureAwait(false);
    }

    public async Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel) =>
        _node.Find(id) is { Exit: null } live && live.Attempt == attempt
        && await _node.Launcher.SignalAsync(id, attempt, signal, cancel).ConfigureAwait(false);

    public async Task KillAsync(Guid id, int attempt, CancellationToken cancel)
    {
        if (_node.Find(id) is { } live && live.Attempt == attempt)
            await _node.KillAsync(live, cancel).ConfigureAwait(false);
    }

    public IReadOnlyList<string> Tasks(Guid id, int attempt) => _node.Find(id) is { } live && live.Attempt == attempt
        ? ProcessList.Describe(_node.Cgroups.Freezer.Processes(live.Cgroup.Group))
        : [];

    public Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel) => _freeze.FreezeAsync(id, cancel);

    public Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel) => _freeze.ThawAsync(id, cancel);

    public bool IsFrozen(Guid id) => _freeze.IsFrozen(id);

    public Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel) => _freeze.FreezeNodeAsync(cancel);

    public Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel) => _freeze.ThawNodeAsync(cancel);

    public Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel) =>
        Task.FromResult(_update.Run(id, resources));

    // Mounting waits for devices, and a device moves after a grace period of the kernel.
    public Task<HotplugOutcome> HotplugAsync(Guid id, int attempt, HotplugSpec what, CancellationToken cancel) => Task.Run(() => _hotplug.Run(id, attempt, what), cancel);

    public string? Judge(ContainerSpec spec, ResourceLimits change) => _update.Judge(spec, change);

    /// <summary>The groups of a container that runs, in every hierarchy that it is in; the caller disposes them.</summary>
    public IReadOnlyList<OpenedCgroup> OpenCgroups(Guid id) =>
        _node.Find(id) is { Exit: null } live ? _node.Cgroups.Hierarchies.OpenAll(live.Cgroup.Group) : [];

    /// <summary>The pressure of the container's cgroup now; null if it has none or the kernel does not tell.</summary>
    public PressureReading? ReadPressure(Guid id) => _node.Find(id)?.Cgroup.ReadPressureNow();

    // The kernel does the work within the write, which may take seconds.
    public Task<ReclaimOutcome> ReclaimAsync(Guid id, CancellationToken cancel) => _node.Find(id) is { Exit: null } live
        ? Task.Run(live.Cgroup.Reclaim, cancel)
        : Task.FromResult(new ReclaimOutcome(null, null, "The container does not run."));

    public ResourceUsage? ReadUsage(Guid id) =>
        _node.Find(id) is { } live ? live.Cgroup.ReadUsage() with { Network = _node.Network.Read(live) } : null;

    public UsageReading? Poll(Guid id, UsageReading? last)
    {
        if (_node.Find(id) is not { } live)
            return null;
        var now = live.Cgroup.Poll(last);
        if (live.Network is not null)
        {
            var idle = last is not null && now.Usage.CpuUsec == last.Usage.CpuUsec && live.Polls++ % IdlePolls != 0;
            now = now with { Usage = now.Usage with { Network = idle ? live.NetworkUsage : _node.Network.Read(live) } };
        }
        // Not by what the caller knows of: a full reading now and then does not mean that it did anything.
        if (live.Exit is null && (now.Usage.CpuUsec is null || now.Usage.CpuUsec != live.CpuSeen))
            _node.LogKeeper.IsAtWork(id, live.Attempt, live.Spec);
        live.CpuSeen = now.Usage.CpuUsec;
        return now;
    }

    public ChannelReader<LogFlood> LogFloods => _node.LogKeeper.Floods;

    public ChannelReader<OomKill> OomKills => _kernelLog.Kills;

    public UsageReading PollNode() => _node.NodeCounters.Poll(null);

    public bool IsMemoryShort() => _node.MemoryShortage.IsThere;

    public Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel) =>
        _node.Launcher.AcknowledgeAsync(id, attempt, cancel);

    public Task<IReadOnlyList<SurveyResult>> SurveyAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        _survey.RunAsync(known, cancel);

    public Task<IReadOnlyList<SurveyResult>> LookAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        Task.Run(() => new LookStage(_node).Look(known), cancel);

    public async Task ReleaseAsync(Guid id, int attempt, CancellationToken cancel)
    {
        if (_node.Find(id) is { } live && live.Attempt == attempt)
            await _release.ReleaseAsync(live, cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> DestroyAsync(Guid id, ContainerSpec spec, bool volumes, CancellationToken cancel)
    {
        var hook = await HostHooks.RunAsync(spec, HookKind.HostDestroy, 0, _node.Options.LaunchTimeout, _node.Time, cancel).ConfigureAwait(false);
        if (hook is not null)
            throw new InvalidOperationException(hook);
        _node.Volumes.Release(id);
        await DestroyAsync(id, cancel).ConfigureAwait(false);
        var unnamed = spec.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Source: { } name }
            && (mount.Ephemeral == true || (volumes && name.StartsWith(VolumeStore.AnonymousPrefix, StringComparison.Ordinal)))).ToList();
        return unnamed.Count == 0 ? []
            : await Task.Run<IReadOnlyList<string>>(() => [.. unnamed.Select(mount => mount.Source!).Distinct().Where(name => _node.Volumes.RemoveUnused(name))], cancel).ConfigureAwait(false);
    }

    public async Task DestroyAsync(Guid id, CancellationToken cancel)
    {
        if (_node.Find(id) is { } live)
            await _release.ReleaseAsync(live, cancel).ConfigureAwait(false);
        Failpoint.Hit("runtime.before-destroy");
        await Task.Run(() => Remove(id), cancel).ConfigureAwait(false);
        Failpoint.Hit("runtime.after-destroy");
        _node.IdRanges.Free(id);
        _node.Images.Release(id);
        _node.Volumes.Abandon(id);
        _node.Lsm.Free(id);
    }

    private void Remove(Guid id)
    {
        _node.Roots.Abandon(id);
        var shared = _node.Roots.Clear(id);
        _node.Storage.Destroy(id);
        if (shared)
            _node.Roots.RemoveUnused();
    }

    /// <summary>
    /// Ends the launcher, which refuses while a container lives, and takes away the cgroups of ended attempts whose
    /// release is still under way: nobody would come back for them. False if the launcher refused or is gone.
    /// </summary>
    public async Task<bool> ShutdownLauncherAsync(CancellationToken cancel)
    {
        if (!await _node.Launcher.ShutdownAsync(cancel).ConfigureAwait(false))
            return false;
        foreach (var group in _node.Cgroups.List())
            await _node.Cgroups.RemoveAsync(group, LeftoverLimit, _node.Options.Time, cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>The writable layer of a container, for reading. Null with the reason: it has none that is a layer.</summary>
    public WrittenTree? OpenWritten(Guid id, ContainerSpec spec, PreparedContainer prepared, out string? problem)
    {
        problem = spec.Root is { Direct: true } or { Upper: not null } || spec.Storage is not (null or { Kind: StorageKind.Overlay, SizeBytes: null })
            ? "Its root is not kept as a layer above its image. Only such a one can become a layer of an image."
            : null;
        if (problem is not null)
            return null;
        if (_node.Storage.TryOpenUpper(id) is not { } tree)
        {
            problem = "It has not written anything yet: it was never started.";
            return null;
        }
        return new WrittenTree(
            tree, uid => IdMaps.Inside(spec, prepared, _node.Rootless, uid, group: false), gid => IdMaps.Inside(spec, prepared, _node.Rootless, gid, group: true));
    }

    public LogPaths Logs(Guid id) => _node.Storage.Logs(id);

    /// <summary>Lets go of everything; containers and launcher live on. A parent cgroup without containers is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _kernelLog.Dispose();
        await _node.LogKeeper.DisposeAsync().ConfigureAwait(false);
        await _exits.DisposeAsync().ConfigureAwait(false);
        await _node.Launcher.DisposeAsync().ConfigureAwait(false);
        await _node.Networks.DisposeAsync().ConfigureAwait(false);
        await _node.Tidying.ConfigureAwait(false);
        // With containers in it the parent stays, and so does its frozen state.
        if (_node.Cgroups.List().Count == 0)
            _node.Cgroups.TryRemoveParent();
        _node.Dispose();
    }

    /// <summary>An ordinary user has those that were given to them, which may be none.</summary>
    private static CgroupNode OpenCgroups(string parent, int budget, TimeProvider time)
    {
        var mounts = CgroupMounts.Detect();
        if (RootlessIds.OfThisProcess is null)
            return CgroupNode.Open(mounts, parent, budget, time);
        var given = DelegatedCgroups.Find(mounts);
        DelegatedCgroups.MakeRoom(given);
        return CgroupNode.Open(given, parent, budget, time, given.Layout == CgroupLayout.None
            ? "no cgroup was given to this user. Start the daemon in one, e.g. with systemd-run --user --scope -p Delegate=yes orch daemon"
            : null);
    }

    /// <summary>Half of the open files: the rest is for pidfds, sockets, logs and the journal.</summary>
    private static int CounterBudget(ProcessLimits limits) => (int)Math.Min(limits.Soft("nofile") / 2, 200_000);
}
