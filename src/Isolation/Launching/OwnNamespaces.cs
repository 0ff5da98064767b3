using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// Namespaces that were made for one attempt of a container before its start: the user namespace with its id maps, and
/// network, ipc and uts namespace that belong to it, so that root inside has the same power over them as over its own. Nobody
/// was ever in them; lo is up. They go with their last descriptor unless the container lives in them.
/// </summary>
public sealed record OwnNamespaces(Descriptor User, Descriptor Network, Descriptor Ipc, Descriptor Uts) : IDisposable
{
    public void Dispose()
    {
        User.Dispose();
        Network.Dispose();
        Ipc.Dispose();
        Uts.Dispose();
    }
}
