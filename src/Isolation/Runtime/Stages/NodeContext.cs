using System.Collections.Concurrent;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Logs;

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

    public required VolumeStore Volumes { get; init; }

    public required LogKeeper LogKeeper { get; init; }

    public required IdRangeAllocator IdRanges { get; init; }

    public required LauncherConnection Launcher { get; init; }

    public required ProcessLimits Limits { get; init; }

    public HostCapacity Capacity { get; } = HostDetection.Capacity();

    public required string BootId { get; init; }

    public required DiskReserve Disk { get; init; }

    /// <summary>Set where the daemon is an ordinary user's.</summary>
    public RootlessIds? Rootless { get; } = RootlessIds.OfThisProcess;

    public SeccompPrograms Seccomp { get; } = new();

    public required LsmStage Lsm { get; init; }

    public ConcurrentDictionary<Guid, LiveAttempt> Attempts { get; } = new();

    public LaunchGate Gate { get; } = new();

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

    public void Dispose()
    {
        foreach (var attempt in Attempts.Values)
            attempt.Dispose();
        NodeCounters.Dispose();
        Storage.Dispose();
        Volumes.Dispose();
        Lsm.Dispose();
        Cgroups.Dispose();
    }
}
