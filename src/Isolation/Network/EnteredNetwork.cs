using Orchestrator.Isolation.Launching;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Network;

/// <summary>Namespaces that a container is to be born in, held open until it is. Neither: it makes its own.</summary>
internal sealed record EnteredNetwork : IDisposable
{
    public OwnNamespaces? Namespaces { get; init; }

    /// <summary>The network namespace of a container whose user namespace is not its own.</summary>
    public NamespaceHandle? Network { get; init; }

    public AttachedNetwork? Attached { get; init; }

    public void Dispose()
    {
        Namespaces?.Dispose();
        Network?.Dispose();
    }
}
