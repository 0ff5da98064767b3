using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Daemon.Mapping;

internal static class PressureMapper
{
    public static PressureNowView? Map(PressureReading? from) => from is null ? null : new PressureNowView
    {
        CpuSome = Line(from.CpuSome),
        CpuFull = Line(from.CpuFull),
        MemorySome = Line(from.MemorySome),
        MemoryFull = Line(from.MemoryFull),
        IoSome = Line(from.IoSome),
        IoFull = Line(from.IoFull),
    };

    private static PressureLineView? Line(Pressure? from) =>
        from is null ? null : new PressureLineView(from.Avg10, from.Avg60, from.Avg300, from.TotalUsec);
}
