using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Stands where there are no cgroups: everything is refused, and nothing is ever frozen.</summary>
internal sealed class NoFreezer : IFreezer
{
    public int Request(string group, bool frozen) => Errno.EOPNOTSUPP;

    public Task<bool?> WaitAsync(string group, bool frozen, TimeSpan limit, CancellationToken cancel) => Task.FromResult<bool?>(null);

    public bool IsRequested(string group) => false;

    public bool IsFrozen(string group) => false;

    public IReadOnlyList<int> Processes(string group) => [];
}
