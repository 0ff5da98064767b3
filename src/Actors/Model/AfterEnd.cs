using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Model;

/// <summary>What follows the end of an attempt, recorded together with it: nothing, a restart, or the removal.</summary>
internal static class AfterEnd
{
    public static readonly TimeSpan ShortRun = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    public static Decision Of(ContainerState before, IContainerEvent end)
    {
        ContainerState after = ContainerEvolution.AfterEnd(before, end);
        if (before.Removing)
            return Decision.Record(end);
        if (before.StartAfterStop)
            return Decision.Record(end, new ContainerStartRequested(before.Attempt + 1, ByPolicy: false));
        // Somebody's stop is stronger than the system's own wish, and a batch counts attempts itself.
        if (end is ContainerExited { System: SystemEnd.Reboot } && !before.Dismissed && before.Job is null)
        {
            return Decision.Record(
                end, new ContainerRebooted(before.Attempt), new ContainerRestartScheduled(before.Attempt + 1, Delay(after)));
        }
        if (RestartDelay(before, after, end) is { } delay)
            return Decision.Record(end, new ContainerRestartScheduled(before.Attempt + 1, delay));
        return before.AutoRemove
            ? Decision.Record(end, new ContainerRemoveRequested(Force: false))
            : Decision.Record(end);
    }

    private static TimeSpan? RestartDelay(ContainerState before, ContainerState after, IContainerEvent end)
    {
        RestartPolicy policy = before.Spec.Restart;
        // A start that somebody asked for and that fails is that person's to mend; one by policy goes on trying.
        if (before.Dismissed || before.Job is not null || (end is ContainerStartFailed && before.Restarts == 0))
            return null;
        bool wanted = policy.Mode switch
        {
            RestartMode.OnFailure => after.Exit is { Success: false }
                && (policy.MaxRetries == 0 || before.Restarts < policy.MaxRetries),
            RestartMode.Always or RestartMode.UnlessStopped => true,
            _ => false,
        };
        return wanted ? Delay(after) : null;
    }

    private static TimeSpan Delay(ContainerState after)
    {
        double factor = Math.Pow(2, Math.Min(after.ShortRuns, 30));
        return TimeSpan.FromTicks((long)Math.Min(LongestDelay.Ticks, FirstDelay.Ticks * factor));
    }
}
