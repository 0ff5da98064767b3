using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Scheduling;

/// <summary>Who takes most of the room for jobs without being one, by name; null: nobody takes any.</summary>
internal sealed record Outsiders(string? Memory, string? Cpu)
{
    public static Outsiders Of(IEnumerable<ContainerState> containers, NodeCapacity capacity)
    {
        (string? memory, string? cpu, Demand most) = (null, null, default(Demand));
        foreach (ContainerState state in containers)
        {
            Demand its = capacity.Outside(state);
            if (its.MemoryBytes > most.MemoryBytes)
                (memory, most) = (state.Name, most with { MemoryBytes = its.MemoryBytes });
            if (its.CpuMillis > most.CpuMillis)
                (cpu, most) = (state.Name, most with { CpuMillis = its.CpuMillis });
        }
        return new Outsiders(memory, cpu);
    }
}
