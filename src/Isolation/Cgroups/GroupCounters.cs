using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The accounting files of one group, whatever hierarchies they lie in.</summary>
internal sealed class GroupCounters : IDisposable
{
    /// <summary>PAGE_ALLOC_COSTLY_ORDER: a larger charge fails without the OOM killer.</summary>
    private const long LargestCharge = 8 * 4096;

    private readonly CounterFile? _cpuStat;
    private readonly CounterFile? _cpuacctUsage;
    private readonly CounterFile? _memory;
    private readonly CounterFile? _memoryPeak;
    private readonly CounterFile? _pids;
    private readonly CounterFile? _pidsPeak;
    private readonly CounterFile? _frozen;
    private readonly CounterFile? _io;
    private readonly CounterFile? _oomKills;
    private readonly CounterFile? _limitHits;
    private readonly CounterFile? _memoryLimit;
    private readonly bool _ioIsV2;
    private readonly bool _memoryIsV2;

    public GroupCounters(CgroupHierarchies on, string group, DescriptorBudget budget)
    {
        CounterFile? File(DirectoryHandle? parent, string name) =>
            parent is null ? null : new CounterFile(parent, $"{group}/{name}", budget);

        // cpu.stat of v2 has usage_usec in every group, with or without the controller.
        _cpuStat = File(on.V2, "cpu.stat");
        _cpuacctUsage = on.V2 is null ? File(on.V1("cpuacct"), "cpuacct.usage") : null;
        _frozen = File(on.V2, "cgroup.stat.local");
        var memory = on.V1("memory");
        _memoryIsV2 = memory is null;
        _memory = _memoryIsV2 ? File(on.V2, "memory.current") : File(memory, "memory.usage_in_bytes");
        _memoryPeak = _memoryIsV2 ? File(on.V2, "memory.peak") : File(memory, "memory.max_usage_in_bytes");
        _oomKills = _memoryIsV2 ? File(on.V2, "memory.events") : File(memory, "memory.oom_control");
        _limitHits = _memoryIsV2 ? File(on.V2, "memory.events.local") : File(memory, "memory.failcnt");
        _memoryLimit = _memoryIsV2 ? null : File(memory, "memory.limit_in_bytes");
        var pids = on.V1("pids") ?? on.V2;
        _pids = File(pids, "pids.current");
        _pidsPeak = File(pids, "pids.peak");
        var blkio = on.V1("blkio");
        _ioIsV2 = blkio is null;
        _io = _ioIsV2 ? File(on.V2, "io.stat") : File(blkio, "blkio.throttle.io_service_bytes_recursive");
    }

    public ResourceUsage Read()
    {
        var (read, written) = ReadIo();
        return new ResourceUsage(
            CpuUsec: _cpuStat?.ReadKey("usage_usec"u8) ?? _cpuacctUsage?.ReadNumber() / 1000,
            MemoryBytes: _memory?.ReadNumber(),
            MemoryPeakBytes: _memoryPeak?.ReadNumber(),
            IoReadBytes: read,
            IoWriteBytes: written,
            Pids: _pids?.ReadNumber(),
            PidsPeak: _pidsPeak?.ReadNumber(),
            FrozenUsec: _frozen?.ReadKey("frozen_usec"u8));
    }

    public OomCounts ReadOom()
    {
        var kills = _oomKills?.ReadKey("oom_kill"u8) ?? 0;
        // memory.events.local: oom counts only what this group's own limit caused.
        var hits = _memoryIsV2 ? _limitHits?.ReadKey("oom"u8) : ReadHitsV1(kills);
        return new OomCounts(kills, hits);
    }

    public void Dispose()
    {
        foreach (var file in (ReadOnlySpan<CounterFile?>)
            [_cpuStat, _cpuacctUsage, _memory, _memoryPeak, _pids, _pidsPeak, _frozen, _io, _oomKills, _limitHits,
                _memoryLimit])
        {
            file?.Dispose();
        }
    }

    /// <summary>
    /// v1 counts failed charges in memory.failcnt, but recent kernels leave it at 0 (seen with 6.18). A peak that
    /// reached the limit says the same: a kill for want of memory elsewhere happens below it.
    /// </summary>
    private long ReadHitsV1(long kills)
    {
        if (_limitHits?.ReadNumber() is > 0 and var failures)
            return failures;
        return _memoryLimit?.ReadNumber() is { } limit && _memoryPeak?.ReadNumber() >= limit - LargestCharge ? kills : 0;
    }

    private (long? Read, long? Written) ReadIo()
    {
        var sums = _ioIsV2 ? _io?.Parse(IoStatistics.ParseV2) : _io?.Parse(IoStatistics.ParseV1);
        return (sums?.Read, sums?.Written);
    }
}
