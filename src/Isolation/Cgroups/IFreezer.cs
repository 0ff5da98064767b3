namespace Orchestrator.Isolation.Cgroups;

/// <summary>Freezes a cgroup and all below it. An empty group name is the node's parent cgroup itself.</summary>
internal interface IFreezer
{
    /// <summary>0, or errno. The state is asked for; <see cref="WaitAsync"/> tells when it is reached.</summary>
    int Request(string group, bool frozen);

    /// <summary>True once the kernel says so, false when the time ran out, null when the cgroup is gone.</summary>
    Task<bool?> WaitAsync(string group, bool frozen, TimeSpan limit, CancellationToken cancel);

    /// <summary>Whether the group itself was asked to freeze; a frozen parent does not count.</summary>
    bool IsRequested(string group);

    /// <summary>Whether the kernel says now that every task of the group stands still.</summary>
    bool IsFrozen(string group);

    /// <summary>Processes of the group, for naming those that did not follow.</summary>
    IReadOnlyList<int> Processes(string group);
}
