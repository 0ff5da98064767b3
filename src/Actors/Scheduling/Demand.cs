namespace Orchestrator.Actors.Scheduling;

/// <summary>What running something takes of a node, or what a node has. Whole numbers, so that sums come back to zero.</summary>
/// <param name="CpuMillis">Thousandths of a CPU.</param>
/// <param name="Places">Containers that run at once.</param>
public readonly record struct Demand(long CpuMillis, long MemoryBytes, long Pids, int Places)
{
    /// <summary>So much that sums of it do not overflow.</summary>
    public const long Unlimited = 1L << 60;

    /// <summary>What asks for nothing of something fits, however little of that is left.</summary>
    public bool FitsIn(Demand room) =>
        Fits(CpuMillis, room.CpuMillis) && Fits(MemoryBytes, room.MemoryBytes) && Fits(Pids, room.Pids) && Fits(Places, room.Places);

    /// <summary>What is left, which is not less than nothing.</summary>
    public Demand Less(Demand taken) => new(
        Math.Max(0, CpuMillis - taken.CpuMillis), Math.Max(0, MemoryBytes - taken.MemoryBytes), Math.Max(0, Pids - taken.Pids),
        Math.Max(0, Places - taken.Places));

    /// <summary>The part of a node that is taken: the largest of the parts of each resource.</summary>
    public double PartOf(Demand whole) => Math.Max(
        Math.Max(Part(CpuMillis, whole.CpuMillis), Part(MemoryBytes, whole.MemoryBytes)),
        Math.Max(Part(Pids, whole.Pids), Part(Places, whole.Places)));

    public static Demand operator +(Demand a, Demand b) =>
        new(a.CpuMillis + b.CpuMillis, a.MemoryBytes + b.MemoryBytes, a.Pids + b.Pids, a.Places + b.Places);

    public static Demand operator -(Demand a, Demand b) =>
        new(a.CpuMillis - b.CpuMillis, a.MemoryBytes - b.MemoryBytes, a.Pids - b.Pids, a.Places - b.Places);

    public static Demand operator *(Demand a, int times) =>
        new(a.CpuMillis * times, a.MemoryBytes * times, a.Pids * times, a.Places * times);

    private static bool Fits(long some, long room) => some == 0 || some <= room;

    private static double Part(long some, long whole) => whole <= 0 ? 0 : (double)some / whole;
}
