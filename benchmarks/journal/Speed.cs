namespace Orchestrator.Benchmarks.Journal;

/// <summary>What one run took.</summary>
internal sealed record Speed(TimeSpan Took, TimeSpan Cpu, long Events)
{
    public double EventsPerSecond => Events / Took.TotalSeconds;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Events;
}
