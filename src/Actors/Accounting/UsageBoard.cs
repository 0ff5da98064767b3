using System.Collections.Concurrent;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Accounting;

/// <summary>What is known of each live container's usage: written by the accounting actor, read by all.</summary>
internal sealed class UsageBoard
{
    private readonly ConcurrentDictionary<Guid, UsageTrack> _tracks = [];

    public UsageSample? Latest(Guid id) => _tracks.GetValueOrDefault(id)?.Latest;

    public UsageTrack? Track(Guid id) => _tracks.GetValueOrDefault(id);

    public void Put(Guid id, UsageSample sample) => _tracks.GetOrAdd(id, static _ => new UsageTrack()).Add(sample);

    public void Forget(Guid id) => _tracks.TryRemove(id, out _);

    /// <summary>Fills what the last reading of an ended attempt does not tell from the sample before it.</summary>
    public ResourceUsage Complete(Guid id, ResourceUsage last)
    {
        if (Latest(id)?.Usage is not { } sample)
            return last;
        return new ResourceUsage(
            last.CpuUsec ?? sample.CpuUsec,
            last.MemoryBytes ?? sample.MemoryBytes,
            last.MemoryPeakBytes ?? sample.MemoryPeakBytes,
            last.IoReadBytes ?? sample.IoReadBytes,
            last.IoWriteBytes ?? sample.IoWriteBytes,
            last.Pids ?? sample.Pids,
            last.PidsPeak ?? sample.PidsPeak,
            last.FrozenUsec ?? sample.FrozenUsec) { Network = last.Network ?? sample.Network };
    }
}
