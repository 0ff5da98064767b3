using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>A container that runs and is in some network.</summary>
/// <param name="Interfaces">By their number; null where there is none.</param>
internal sealed record RunningMember(int Attempt, IReadOnlyList<PluggedInterface?> Interfaces)
{
    public static RunningMember Of(int attempt, ContainerSpec spec, IReadOnlyList<AttachedInterface> interfaces)
    {
        var plugged = new PluggedInterface?[spec.Networks!.Count];
        foreach (var one in interfaces)
            plugged[one.Wanted.Index] = new PluggedInterface(one.HostName, spec.Networks[one.Wanted.Index].SourceFilter != false, one.Wanted.Gateway4);
        return new RunningMember(attempt, plugged);
    }

    public PluggedInterface? Of(Membership membership) => Interfaces.ElementAtOrDefault(membership.Interface);
}
