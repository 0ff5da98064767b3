using System.Collections.Concurrent;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Consoles;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Files;
using Orchestrator.Isolation.Storage.Logs;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>What the stages of a container's life share on one node.</summary>
internal sealed class NodeContext : IDisposable
{
    public required RuntimeOptions Options { get; init; }

    public required IImageStore Images { get; init; }

    public required CgroupNode Cgroups { get; init; }

    public required GroupCounters NodeCounters { get; init; }

    public required MemoryShortage MemoryShortage { get; init; }

    public required ContainerStorage Storage { get; init; }

    public required RootStore Roots { get; init; }

    public required VolumeStore Volumes { get; init; }

    public required LogKeeper LogKeeper { get; init; }

    public required ConsoleHolders Consoles { get; init; }

    public required IdRangeAllocator IdRanges { get; init; }

    public required NodeNetworks Networks { get; init; }

    public required LauncherConnection Launcher { get; init; }

    public required ProcessLimits Limits { get; init; }

    public HostCapacity Capacity { get; } = HostDetection.Capacity();

    public required string BootId { get; init; }

    public required DiskReserve Disk { get; init; }

    /// <summary>Set where the daemon is an ordinary user's.</summary>
    public RootlessIds? Rootless { get; } = RootlessIds.OfThisProcess;

    public SeccompPrograms Seccomp { get; } = new();

    public required LsmStage Lsm { get; init; }

    public NetworkStage Network => LazyInitializer.EnsureInitialized(ref field, () => new NetworkStage(this) { Watcher = Networks });

    public ConcurrentDictionary<Guid, LiveAttempt> Attempts { get; } = new();

    /// <summary>The containers of the journal at the first survey: what else was begun before is nobody's.</summary>
    public IReadOnlySet<Guid>? KnownAtStart
    {
        get;
        set
        {
            field = value;
            if (value is not null)
                Tidying = Task.Run(() => Tidy(value));
        }
    }

    /// <summary>Ends when nothing is left of what an earlier daemon began and did not finish.</summary>
    public Task Tidying { get; private set; } = Task.CompletedTask;

    public LaunchGate Gate { get; } = new();

    public FileUses FileUses { get; } = new();

    /// <summary>True from the moment a freeze of the whole node begins until it is thawed.</summary>
    public bool NodeFrozen => Gate.IsClosed;

    public TimeProvider Time => Options.Time;

    /// <summary>Without a cgroup the end of PID 1 ends the rest of its pid namespace (pid_namespaces(7)).</summary>
    public async Task KillAsync(LiveAttempt attempt, CancellationToken cancel)
    {
        if (Cgroups.Missing is null)
            await Cgroups.Killer.KillAsync(attempt.Cgroup.Group, cancel).ConfigureAwait(false);
        else
            await Launcher.SignalAsync(attempt.Id, attempt.Attempt, signal: 9, cancel).ConfigureAwait(false);
    }

    public void Notice(string text) => Options.Notice?.Invoke(text);

    /// <summary>How many ids, from 0 on, there are in the container.</summary>
    public uint IdsInside(ContainerSpec spec) =>
        spec.IdMaps is not null ? IdMaps.Limit(spec)
        : Rootless is { } rootless ? rootless.Count
        : spec.Namespaces.User == UserNamespaceMode.Host ? int.MaxValue : IdRangeAllocator.Length;

    /// <summary>Null: the container does not run.</summary>
    public InitIdentity? InitOf(Guid id) => Find(id) is { Exit: null } attempt ? attempt.Init : null;

    public LiveAttempt? Find(Guid id) => Attempts.GetValueOrDefault(id);

    private void Tidy(IReadOnlySet<Guid> known)
    {
        try
        {
            Roots.RemoveUnfinished(known);
        }
        catch (Exception failure) when (failure is SystemCallException or InvalidDataException)
        {
            Notice($"What an earlier daemon began to copy could not be taken away; the next start tries again. {failure.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var attempt in Attempts.Values)
            attempt.Dispose();
        Network.Dispose();
        NodeCounters.Dispose();
        Consoles.Dispose();
        Storage.Dispose();
        Roots.Dispose();
        Volumes.Dispose();
        Lsm.Dispose();
        Cgroups.Dispose();
    }
}
