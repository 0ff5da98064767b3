using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Takes an attempt out of the kernel: whatever still runs is killed, then the cgroups go.</summary>
internal sealed class ReleaseStage(NodeContext node)
{
    public async Task ReleaseAsync(LiveAttempt attempt, CancellationToken cancel)
    {
        if (attempt is { Init: not null, Exit: null })
            await EndAsync(attempt, cancel).ConfigureAwait(false);
        // Only this attempt: a newer one may have taken its place meanwhile.
        node.Attempts.TryRemove(KeyValuePair.Create(attempt.Id, attempt));
        if (attempt.Init is not null)
            await HookAsync(attempt, HookKind.HostStop, attempt.Namespaces?.Environment(), cancel).ConfigureAwait(false);
        attempt.Dispose();
        await node.Network.ReleaseAsync(attempt, cancel).ConfigureAwait(false);
        await RemoveGroupAsync(attempt.Cgroup.Group, cancel).ConfigureAwait(false);
        await HookAsync(attempt, HookKind.HostPostStop, null, cancel).ConfigureAwait(false);
    }

    private async Task HookAsync(LiveAttempt attempt, HookKind kind, IReadOnlyDictionary<string, string>? more, CancellationToken cancel)
    {
        var hook = await HostHooks.RunAsync(
            attempt.Spec, kind, 0, node.Options.LaunchTimeout, node.Time, cancel, more).ConfigureAwait(false);
        if (hook is not null)
            node.Notice($"Container {attempt.Id}: {hook}");
    }

    /// <summary>The exit of an attempt that still runs is published with its accounting before its cgroup goes.</summary>
    private async Task EndAsync(LiveAttempt attempt, CancellationToken cancel)
    {
        await node.KillAsync(attempt, cancel).ConfigureAwait(false);
        try
        {
            await attempt.Ended.WaitAsync(node.Options.KillTimeout, node.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            node.Notice($"Container {attempt.Id} was killed, but its end was not reported within {node.Options.KillTimeout}.");
        }
    }

    /// <returns>Null, or what stands in the way; it was noticed as well.</returns>
    public async Task<string?> RemoveGroupAsync(string group, CancellationToken cancel)
    {
        await node.Cgroups.Killer.KillAsync(group, cancel).ConfigureAwait(false);
        Failpoint.Hit("runtime.before-remove-cgroup");
        var problem = await node.Cgroups.RemoveAsync(group, node.Options.KillTimeout, node.Time, cancel).ConfigureAwait(false);
        Failpoint.Hit("runtime.after-remove-cgroup");
        if (problem is not null)
            node.Notice(problem);
        return problem;
    }
}
