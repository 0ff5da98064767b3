using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Accounting;

/// <summary>
/// Holds what all containers together used, by the counters of their parent cgroup, against what those used that were read.
/// While nothing is missing, whoever was not read did nothing.
/// </summary>
internal sealed class NodeLedger
{
    /// <summary>
    /// Parts of a second for each second of a round. The parent is read a moment before its containers, and what they do
    /// between is no sign of others.
    /// </summary>
    private const double Tolerance = 0.001;

    private UsageReading? _before;
    private double _missing;

    /// <summary>
    /// True if somebody else may have worked, or if tasks stall for want of memory or CPUs: what is taken from whom is then
    /// decided by the latest figures of all.
    /// </summary>
    /// <param name="readUsec">What those that were read used since they were read before, in microseconds.</param>
    /// <param name="took">Since the node was read before.</param>
    public bool MustReadAll(UsageReading node, long readUsec, TimeSpan took)
    {
        UsageReading? before = _before;
        _before = node;
        double tolerance = Tolerance * took.TotalMicroseconds;
        if (before is null || Rise(before.Usage.CpuUsec, node.Usage.CpuUsec) is not { } used)
            return Settle();
        // What was missing stays missing: little by little it becomes enough. What is too much does not excuse others for long.
        _missing = Math.Max(_missing + used - readUsec, -tolerance);
        return _missing > tolerance
            || Rise(before.Pressure?.MemoryFullUsec, node.Pressure?.MemoryFullUsec) > tolerance
            || Rise(before.Pressure?.CpuFullUsec, node.Pressure?.CpuFullUsec) > tolerance
            ? Settle()
            : false;
    }

    private bool Settle()
    {
        _missing = 0;
        return true;
    }

    private static long? Rise(long? from, long? to) => to - from;
}
