using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

/// <summary>It is there, or gone.</summary>
public sealed record ContainerHotplugged(int Attempt, HotplugSpec What) : IContainerEvent, IAttemptEvent
{
    /// <summary>Of a device the rule that holds from now on.</summary>
    public DeviceRuleSpec? Rule { get; init; }
}
