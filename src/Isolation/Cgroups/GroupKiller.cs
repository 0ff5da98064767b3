using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// SIGKILL to every process of a group: cgroup.kill where the kernel has it (5.14), which also takes processes that
/// are being forked; else the group is frozen so that none can fork, each is signalled, and it is thawed.
/// </summary>
internal sealed class GroupKiller(CgroupHierarchies on, IFreezer freezer, TimeProvider time)
{
    private const int Sigkill = 9;
    private static readonly TimeSpan FreezeLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>False when there is no such group.</summary>
    public async Task<bool> KillAsync(string group, CancellationToken cancel)
    {
        if (on.V2 is not null)
        {
            var errno = on.V2.TryWrite($"{group}/cgroup.kill", "1"u8);
            if (errno == 0)
                return true;
            if (on.V2.StatusOf(group) is null)
                return false;
        }
        return await SignalEachAsync(group, cancel).ConfigureAwait(false);
    }

    /// <summary>True once no process is left, false when the time ran out; true as well for a group that is gone.</summary>
    public async Task<bool> WaitEmptyAsync(string group, TimeSpan limit, CancellationToken cancel)
    {
        if (on.V2 is not null)
            return await EventsFile.WaitAsync(on.V2, group, "populated", 0, limit, cancel).ConfigureAwait(false) ?? true;
        var began = time.GetTimestamp();
        while (freezer.Processes(group).Count > 0)
        {
            if (time.GetElapsedTime(began) > limit)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancel).ConfigureAwait(false);
        }
        return true;
    }

    private async Task<bool> SignalEachAsync(string group, CancellationToken cancel)
    {
        var wasFrozen = freezer.IsRequested(group);
        if (freezer.Request(group, frozen: true) != 0)
            return false;
        try
        {
            await freezer.WaitAsync(group, frozen: true, FreezeLimit, cancel).ConfigureAwait(false);
            foreach (var pid in freezer.Processes(group))
                SysPidfd.kill(pid, Sigkill);
        }
        finally
        {
            // Frozen tasks of v1 do not die before they are thawed (freezer-subsystem.rst).
            freezer.Request(group, frozen: false);
        }
        if (wasFrozen)
            await WaitEmptyAsync(group, FreezeLimit, cancel).ConfigureAwait(false);
        return true;
    }
}
