using System.Buffers.Text;
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
    private readonly CounterFile? _cpuPressure;
    private readonly CounterFile? _memoryPressure;
    private readonly CounterFile? _ioPressure;
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
        _cpuPressure = File(on.V2, "cpu.pressure");
        _memoryPressure = File(on.V2, "memory.pressure");
        _ioPressure = File(on.V2, "io.pressure");
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

    /// <summary>
    /// What changes from second to second. Without CPU time used since the last reading nothing of the container's own can
    /// have changed, and that reading is the answer; without one, everything is read.
    /// </summary>
    public UsageReading Poll(UsageReading? last)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var cpu = _cpuStat is not null ? Key(_cpuStat, buffer, "usage_usec"u8) : _cpuacctUsage?.ReadNumber() / 1000;
        if (last is not null && cpu is not null && last.Usage.CpuUsec == cpu)
            return last;
        var memory = Number(_memory, buffer);
        var pids = Number(_pids, buffer);
        var (read, written) = ReadIo();
        var peaks = last?.Usage;
        return new UsageReading(
            new ResourceUsage(
                cpu, memory, last is null ? _memoryPeak?.ReadNumber() : Larger(peaks?.MemoryPeakBytes, memory), read, written, pids,
                last is null ? _pidsPeak?.ReadNumber() : Larger(peaks?.PidsPeak, pids),
                last is null ? _frozen?.ReadKey("frozen_usec"u8) : peaks?.FrozenUsec),
            ReadPressure(buffer));
    }

    public PressureTotals? ReadPressure()
    {
        Span<byte> buffer = stackalloc byte[1024];
        return ReadPressure(buffer);
    }

    /// <summary>Null when no process was killed for want of memory.</summary>
    public OomCounts? ReadOomIfAny() => ReadOomKills() == 0 ? null : ReadOom();

    public OomCounts ReadOom()
    {
        var kills = ReadOomKills();
        // memory.events.local: oom counts only what this group's own limit caused.
        var hits = _memoryIsV2 ? _limitHits?.ReadKey("oom"u8) : ReadHitsV1(kills);
        return new OomCounts(kills, hits);
    }

    /// <summary>
    /// What a full reading reads. Opening takes ten times as long as reading: done ahead, whoever waits for a reading does not
    /// wait for that.
    /// </summary>
    public void OpenAhead()
    {
        foreach (var file in Polled())
            file?.OpenAhead();
    }

    public void Dispose()
    {
        foreach (var file in (ReadOnlySpan<CounterFile?>)[.. Polled(), _oomKills, _limitHits, _memoryLimit])
            file?.Dispose();
    }

    private CounterFile?[] Polled() =>
        [_cpuStat, _cpuacctUsage, _memory, _memoryPeak, _pids, _pidsPeak, _frozen, _io, _cpuPressure, _memoryPressure, _ioPressure];

    private long ReadOomKills() => _oomKills?.ReadKey("oom_kill"u8) ?? 0;

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

    private PressureTotals? ReadPressure(Span<byte> buffer)
    {
        var (cpuSome, cpuFull) = Totals(_cpuPressure, buffer);
        var (memorySome, memoryFull) = Totals(_memoryPressure, buffer);
        var (ioSome, ioFull) = Totals(_ioPressure, buffer);
        return (cpuSome ?? memorySome ?? ioSome) is null
            ? null
            : new PressureTotals(cpuSome, cpuFull, memorySome, memoryFull, ioSome, ioFull);
    }

    private static (long? Some, long? Full) Totals(CounterFile? file, Span<byte> buffer) =>
        file?.Read(buffer) is > 0 and var length ? PressureFile.Totals(buffer[..length]) : (null, null);

    private static long? Key(CounterFile file, Span<byte> buffer, ReadOnlySpan<byte> key) =>
        file.Read(buffer) is > 0 and var length ? CounterFile.Find(buffer[..length], key) : null;

    private static long? Number(CounterFile? file, Span<byte> buffer) =>
        file?.Read(buffer) is > 0 and var length && Utf8Parser.TryParse(buffer[..length], out long value, out _) ? value : null;

    private static long? Larger(long? one, long? other) => one > other || other is null ? one : other;

    private (long? Read, long? Written) ReadIo()
    {
        var sums = _ioIsV2 ? _io?.Parse(IoStatistics.ParseV2) : _io?.Parse(IoStatistics.ParseV1);
        return (sums?.Read, sums?.Written);
    }
}
