using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Network;

/// <summary>Whoever has to know which interfaces there are: the packet filter, the name server.</summary>
internal interface INetworkWatcher
{
    /// <summary>The interfaces are there and nothing has been sent yet: the container is started when this returns.</summary>
    /// <returns>Null, or why it may not be started.</returns>
    string? Attached(Guid container, int attempt, ContainerSpec spec, PreparedContainer prepared, IReadOnlyList<AttachedInterface> interfaces);

    /// <summary>Also for containers that an earlier daemon had started, and more than once.</summary>
    void Released(Guid container, int attempt);
}
