using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Accounting;

/// <summary>The latest sample of a container and what came before it: peaks since its start, and its last readings.</summary>
internal sealed class UsageTrack
{
    /// <summary>A minute of seconds; who rests is read less often, and each point has its time.</summary>
    public const int Points = 60;

    private readonly Lock _gate = new();
    private UsagePoint[] _points = new UsagePoint[4];
    private int _next;
    private int _count;

    public UsageSample? Latest { get; private set; }

    public double? CpuPercentPeak { get; private set; }

    public void Add(UsageSample sample)
    {
        lock (_gate)
        {
            Latest = sample;
            if (sample.CpuPercent > (CpuPercentPeak ?? -1))
                CpuPercentPeak = sample.CpuPercent;
            // Most jobs are short: their history begins small.
            if (_count == _points.Length && _count < Points)
                Array.Resize(ref _points, Math.Min(Points, _count * 4));
            _next = _count < _points.Length ? _count : _next % _points.Length;
            _points[_next++] = new UsagePoint(
                sample.At, sample.CpuPercent, sample.Usage.MemoryBytes, sample.ReadBytesPerSecond, sample.WriteBytesPerSecond,
                sample.Usage.Pids);
            _count = Math.Min(_count + 1, _points.Length);
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<UsagePoint> History()
    {
        lock (_gate)
        {
            int first = _count < _points.Length ? 0 : _next % _points.Length;
            return [.. Enumerable.Range(0, _count).Select(i => _points[(first + i) % _points.Length])];
        }
    }
}
