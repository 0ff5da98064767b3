using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>Says of a change of limits whether this node could keep it, without carrying it out.</summary>
public interface IJudgesLimits
{
    /// <summary>Null, or a sentence for the user.</summary>
    /// <param name="spec">Of the container that is to be changed.</param>
    string? Judge(ContainerSpec spec, ResourceLimits change);
}
