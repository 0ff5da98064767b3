using System.Diagnostics;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Freezes and thaws one container or all of them, and believes it only when the kernel says so (case Z01).</summary>
internal sealed class FreezeStage(NodeContext node)
{
    private const string WholeNode = "";
    private static readonly TimeSpan LaunchesLimit = TimeSpan.FromSeconds(2);

    public async Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        if (node.Find(id) is not { Exit: null } attempt)
            return NotRunning(began);
        // A process on its way in would stand still in the middle of its launch (case Z04).
        await attempt.ExecGate.CloseAsync(LaunchesLimit, node.Time, cancel).ConfigureAwait(false);
        var outcome = await FreezeGroupAsync(attempt.Cgroup.Group, began, cancel).ConfigureAwait(false);
        if (!outcome.Done)
            attempt.ExecGate.Open();
        return outcome;
    }

    public async Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        if (node.Find(id) is not { Exit: null } attempt)
            return NotRunning(began);
        // While the fleet is frozen too this ends only its own freeze: the parent holds it until the fleet's thaw.
        var outcome = await ThawGroupAsync(attempt.Cgroup.Group, began, cancel).ConfigureAwait(false);
        if (outcome.Done)
            attempt.ExecGate.Open();
        return outcome;
    }

    public async Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel)
    {
        var wasFrozen = node.NodeFrozen;
        var began = Stopwatch.GetTimestamp();
        var done = false;
        try
        {
            // A launch that hangs ends at its own time limit; it does not hold the fleet up.
            await node.Gate.CloseAsync(LaunchesLimit, node.Time, cancel).ConfigureAwait(false);
            var outcome = await FreezeGroupAsync(WholeNode, began, cancel).ConfigureAwait(false);
            done = outcome.Done;
            return outcome;
        }
        finally
        {
            if (!done && !wasFrozen)
                node.Gate.Open();
        }
    }

    public async Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel)
    {
        var outcome = await ThawGroupAsync(WholeNode, Stopwatch.GetTimestamp(), cancel).ConfigureAwait(false);
        if (outcome.Done)
            node.Gate.Open();
        return outcome;
    }

    private async Task<FreezeOutcome> FreezeGroupAsync(string group, long began, CancellationToken cancel)
    {
        if (node.Cgroups.Missing is { } missing)
            return new FreezeOutcome(false, Stopwatch.GetElapsedTime(began), [], $"Nothing can be frozen here: {missing}.");
        var freezer = node.Cgroups.Freezer;
        Failpoint.Hit("runtime.before-freeze");
        var errno = freezer.Request(group, frozen: true);
        if (errno != 0)
            return Refused("freeze", errno, began);
        Failpoint.Hit("runtime.in-freeze");
        bool? reached = false;
        try
        {
            reached = await freezer.WaitAsync(group, frozen: true, node.Options.FreezeTimeout, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (reached is false && cancel.IsCancellationRequested)
                freezer.Request(group, frozen: false);
        }
        if (reached is true)
            return new FreezeOutcome(true, Stopwatch.GetElapsedTime(began), [], null);
        if (reached is null)
            return NotRunning(began);
        if (group == WholeNode && Stuck() is var stuck && (stuck.Count > 0 || freezer.IsFrozen(group)))
            return new FreezeOutcome(true, Stopwatch.GetElapsedTime(began), [.. stuck.Values.SelectMany(tasks => tasks)], null) { Stuck = stuck };
        var unfrozen = Unfrozen(group);
        freezer.Request(group, frozen: false);
        return new FreezeOutcome(
            false, Stopwatch.GetElapsedTime(began), unfrozen,
            $"The kernel did not freeze every task within {node.Options.FreezeTimeout.TotalSeconds:0} s; all were thawed again. "
            + $"Not frozen: {Few(unfrozen)}.");
    }

    /// <summary>The event holds all of them; a message is for reading.</summary>
    private static string Few(IReadOnlyList<string> tasks)
    {
        const int Most = 5;
        var few = string.Join(", ", tasks.Take(Most));
        return tasks.Count > Most ? $"{few} and {tasks.Count - Most} more" : few;
    }

    private async Task<FreezeOutcome> ThawGroupAsync(string group, long began, CancellationToken cancel)
    {
        var freezer = node.Cgroups.Freezer;
        Failpoint.Hit("runtime.before-thaw");
        var errno = freezer.Request(group, frozen: false);
        if (errno != 0)
            return Refused("thaw", errno, began);
        Failpoint.Hit("runtime.in-thaw");
        bool? reached = false;
        try
        {
            reached = await freezer.WaitAsync(group, frozen: false, node.Options.FreezeTimeout, cancel).ConfigureAwait(false);
        }
        finally
        {
            // It is told to be frozen still, so it must be: else it would run on later, against the journal.
            if (reached is false)
                freezer.Request(group, frozen: true);
        }
        return reached switch
        {
            true => new FreezeOutcome(true, Stopwatch.GetElapsedTime(began), [], null),
            null => NotRunning(began),
            false => new FreezeOutcome(
                false, Stopwatch.GetElapsedTime(began), [],
                "The kernel did not thaw the cgroup in time; it stays frozen. Try again."),
        };
    }

    public bool IsFrozen(Guid id) => node.Find(id) is { Exit: null } attempt && node.Cgroups.Freezer.IsFrozen(attempt.Cgroup.Group);

    /// <summary>The containers that hold the freeze of the node up, with the tasks that do.</summary>
    private Dictionary<Guid, IReadOnlyList<string>> Stuck() => node.Attempts.Values
        .Where(attempt => attempt.Exit is null && !node.Cgroups.Freezer.IsFrozen(attempt.Cgroup.Group))
        .Select(attempt => (attempt.Id, Tasks: Unfrozen(attempt.Cgroup.Group)))
        .Where(member => member.Tasks.Count > 0)
        .ToDictionary(member => member.Id, member => member.Tasks);

    /// <summary>Tasks that run or sleep uninterruptibly are those that hold it up; else all are named.</summary>
    private IReadOnlyList<string> Unfrozen(string group)
    {
        var freezer = node.Cgroups.Freezer;
        IEnumerable<int> pids = group.Length > 0
            ? freezer.Processes(group)
            : node.Attempts.Values.SelectMany(attempt => freezer.Processes(attempt.Cgroup.Group));
        var all = pids.Take(10_000).ToList();
        var stuck = all.Where(pid => ProcessStat.TryRead(pid)?.State is 'D' or 'R').ToList();
        return ProcessList.Describe(stuck.Count > 0 ? stuck : all);
    }

    private static FreezeOutcome NotRunning(long began) =>
        new(false, Stopwatch.GetElapsedTime(began), [], "The container does not run.");

    private static FreezeOutcome Refused(string what, int errno, long began) => errno == Kernel.Errno.ENOENT
        ? NotRunning(began)
        : new FreezeOutcome(
            false, Stopwatch.GetElapsedTime(began), [],
            $"The kernel refused to {what} the cgroup: {Kernel.Errno.Name(errno)} ({Kernel.Errno.Describe(errno)}).");
}
