using System.Collections.Concurrent;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Storage;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>What the stages of a container's life share on one node.</summary>
internal sealed class NodeContext : IDisposable
{
    public required RuntimeOptions Options { get; init; }

    public required IImageStore Images { get; init; }

    public required CgroupNode Cgroups { get; init; }

    public required GroupCounters NodeCounters { get; init; }

    public required ContainerStorage Storage { get; init; }

    public required VolumeStore Volumes { get; init; }

    public required IdRangeAllocator IdRanges { get; init; }

    public required LauncherConnection Launcher { get; init; }

    public required ProcessLimits Limits { get; init; }

    public HostCapacity Capacity { get; } = HostDetection.Capacity();

    public required string BootId { get; init; }

    public required DiskReserve Disk { get; init; }

    public SeccompPrograms Seccomp { get; } = new();

    public ConcurrentDictionary<Guid, LiveAttempt> Attempts { get; } = new();

    public LaunchGate Gate { get; } = new();

    /// <summary>True from the moment a freeze of the whole node begins until it is thawed.</summary>
    public bool NodeFrozen => Gate.IsClosed;

    public TimeProvider Time => Options.Time;

    public void Notice(string text) => Options.Notice?.Invoke(text);

    public LiveAttempt? Find(Guid id) => Attempts.GetValueOrDefault(id);

    public void Dispose()
    {
        foreach (var attempt in Attempts.Values)
            attempt.Dispose();
        NodeCounters.Dispose();
        Storage.Dispose();
        Volumes.Dispose();
        Cgroups.Dispose();
    }
}
