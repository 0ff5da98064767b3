using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Launching;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Compares what the journal believes with what the launcher and the kernel know. Nothing is made up: an end that
/// nobody saw is unknown, with the reason.
/// </summary>
internal sealed class SurveyStage(NodeContext node, ExitPump exits, ReleaseStage release)
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<SurveyResult>> RunAsync(
        IReadOnlyCollection<KnownContainer> known, CancellationToken cancel)
    {
        foreach (var container in known)
        {
            if (node.Rootless is null && !container.Spec.Namespaces.IsJoined("user") && container.Prepared.IdRangeLength > 0 && !node.IdRanges.Reserve(container.Id, container.Prepared.IdRangeBase))
                node.Notice($"The id range of container {container.Name} ({container.Prepared.IdRangeBase}) is taken twice.");
            if (container.Prepared.ImageDigest is { } digest)
                node.Images.Use(container.Id, digest);
            node.Volumes.Hold(container.Id, container.Spec);
        }
        foreach (var container in known)
            node.Networks.Reserve(container);
        foreach (var container in known)
        {
            if (!node.Lsm.Reserve(container.Id, container.Prepared))
                node.Notice($"The SELinux categories of container {container.Name} ({container.Prepared.SelinuxLevel}) are taken twice.");
        }
        node.KnownAtStart ??= known.Select(container => container.Id).ToHashSet();
        node.Lsm.RemoveStrangers(known.Select(container => container.Id).ToHashSet());
        // A frozen parent that holds nobody we know would refuse every launch, and nobody would think of thawing it.
        if (node.NodeFrozen && !known.Any(container => container.ShouldLive) && node.Cgroups.Freezer.Request("", frozen: false) == 0)
            node.Gate.Open();
        var processes = await node.Launcher.SurveyAsync(cancel).ConfigureAwait(false);
        var inits = processes.Where(process => !process.IsExec).ToDictionary(process => (process.Id, process.Attempt));
        var results = new List<SurveyResult>();
        var keep = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in known.Where(container => container.ShouldLive))
        {
            var result = await JudgeAsync(container, inits, cancel).ConfigureAwait(false);
            results.Add(result);
            Failpoint.Hit("runtime.in-survey");
            // Without an owner in this life the cgroup of a launch that never began would be forgotten.
            if (result.Verdict != SurveyVerdict.NeverStarted)
                keep.Add(CgroupNode.GroupName(container.Id, container.Attempt));
        }
        await RemoveStrangersAsync(processes, results, keep, cancel).ConfigureAwait(false);
        node.Network.RemoveStrangers(results.Where(result => result.Verdict is SurveyVerdict.Alive or SurveyVerdict.AliveFrozen)
            .Select(result => (result.Id, result.Attempt)).ToHashSet());
        Failpoint.Hit("runtime.after-survey");
        return results;
    }

    private async Task<SurveyResult> JudgeAsync(
        KnownContainer container, Dictionary<(Guid, int), LauncherProcess> inits, CancellationToken cancel)
    {
        if (container.Attempt == 0)
            return new SurveyResult(container.Id, 0, SurveyVerdict.NeverStarted, null, null);
        if (node.Find(container.Id) is { Init: not null } ours && ours.Attempt == container.Attempt)
        {
            // A survey that the launcher's loss cut off is asked for again: what it found ended is not alive by that.
            return ours.Exit is { } exit
                ? new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Ended, ours.Init, exit)
                : Living(container, ours.Init);
        }
        if (inits.TryGetValue((container.Id, container.Attempt), out var process))
        {
            return process.Alive
                ? Adopt(container, new InitIdentity(process.Pid, process.StartTicks, node.BootId))
                : await EndedAsync(container, cancel).ConfigureAwait(false);
        }
        return await WithoutLauncherAsync(container, cancel).ConfigureAwait(false);
    }

    private async Task<SurveyResult> EndedAsync(KnownContainer container, CancellationToken cancel)
    {
        var exit = await exits.ClaimAsync(container.Id, container.Attempt, ExitLimit, cancel).ConfigureAwait(false);
        return exit is null
            ? Ended(container, ExitStatus.NotKnown("the launcher named no exit record"), node.Time.GetUtcNow(), late: true)
            : Ended(container, exit.Status, exit.At, exit.Late);
    }

    /// <summary>The launcher of this life never started it: it was lost, or the host was restarted, or it never began.</summary>
    private async Task<SurveyResult> WithoutLauncherAsync(KnownContainer container, CancellationToken cancel)
    {
        if (container.Init is { } init)
        {
            if (init.BootId != node.BootId)
                return Ended(container, ExitStatus.NotKnown("the host was restarted while it ran"), node.Time.GetUtcNow(), late: true);
            // Pids are reused; the start time tells whether it is still the same process (case V07). One that has ended and
            // waits to be reaped is handed over too: the kernel tells the launcher its status then.
            if (ProcessStat.TryRead(init.Pid) is { State: not 'X' } stat && stat.StartTicks == init.StartTicks
                && await node.Launcher.AdoptAsync(
                    container.Id, container.Attempt, init.Pid, init.StartTicks, cancel).ConfigureAwait(false))
            {
                return Adopt(container, init);
            }
            return Ended(
                container, ExitStatus.NotKnown("it ended while neither the launcher nor the daemon was there"),
                node.Time.GetUtcNow(), late: true);
        }
        // The crash came between intent and outcome. Accounting tells whether anything ever ran in its cgroup.
        var group = CgroupNode.GroupName(container.Id, container.Attempt);
        using var cgroup = node.Cgroups.Find(group);
        var usage = cgroup?.ReadUsage();
        if (usage is null || (usage.CpuUsec is 0 or null && usage.PidsPeak is 0 or null))
            return new SurveyResult(container.Id, container.Attempt, SurveyVerdict.NeverStarted, null, null);
        await node.Cgroups.Killer.KillAsync(group, cancel).ConfigureAwait(false);
        return Ended(
            container, ExitStatus.NotKnown("the launcher was lost while it started this attempt"), node.Time.GetUtcNow(),
            late: true);
    }

    private SurveyResult Adopt(KnownContainer container, InitIdentity init)
    {
        var attempt = Attach(container);
        attempt.Init = init;
        attempt.Namespaces = KeptNamespaces.For(container.Spec, init.Pid);
        attempt.Network = node.Network.Recover(container);
        if (attempt.Network is { } network
            && node.Networks.Attached(container.Id, container.Attempt, container.Spec, container.Prepared, network.Interfaces) is { } lost)
            node.Notice($"Container {container.Name}: {lost}");
        node.Attempts[container.Id] = attempt;
        exits.PublishIfUnclaimed(attempt);
        return Living(container, init);
    }

    private SurveyResult Living(KnownContainer container, InitIdentity init)
    {
        var group = CgroupNode.GroupName(container.Id, container.Attempt);
        var frozen = node.NodeFrozen || node.Cgroups.Freezer.IsRequested(group);
        return new SurveyResult(
            container.Id, container.Attempt, frozen ? SurveyVerdict.AliveFrozen : SurveyVerdict.Alive, init, null);
    }

    /// <summary>The cgroup outlives its processes, so even a lost end has its accounting.</summary>
    private SurveyResult Ended(KnownContainer container, ExitStatus status, DateTimeOffset at, bool late)
    {
        var attempt = Attach(container);
        attempt.Init = container.Init;
        var exit = exits.Describe(attempt, status, at, late);
        attempt.Exit = exit;
        node.Attempts[container.Id] = attempt;
        return new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Ended, container.Init, exit);
    }

    private LiveAttempt Attach(KnownContainer container)
    {
        var group = CgroupNode.GroupName(container.Id, container.Attempt);
        return new LiveAttempt(
            container.Id, container.Attempt, container.Spec, container.Prepared, node.Cgroups.Attach(group),
            new OomCounts(0, 0))
        {
            Limits = node.Options.DefaultLimits.With(container.Spec.Resources),
        };
    }

    /// <summary>Processes and cgroups that belong to no container that should live.</summary>
    private async Task RemoveStrangersAsync(
        IReadOnlyList<LauncherProcess> processes, List<SurveyResult> results, HashSet<string> keep, CancellationToken cancel)
    {
        var judged = results.Select(result => (result.Id, result.Attempt)).ToHashSet();
        foreach (var process in processes)
        {
            if (judged.Contains((process.Id, process.Attempt)))
                continue;
            if (!process.IsExec && process.Alive)
            {
                node.Notice($"Process {process.Pid} of container {process.Id}, attempt {process.Attempt}, has no owner and is ended.");
                await node.Launcher.SignalAsync(process.Id, process.Attempt, signal: 9, cancel).ConfigureAwait(false);
                await exits.ClaimAsync(process.Id, process.Attempt, ExitLimit, cancel).ConfigureAwait(false);
            }
            if (!process.IsExec)
                await node.Launcher.AcknowledgeAsync(process.Id, process.Attempt, cancel).ConfigureAwait(false);
        }
        var strangers = node.Cgroups.List().Where(group => !keep.Contains(group) && CgroupNode.ParseGroupName(group) is not null);
        await Parallel.ForEachAsync(
            strangers,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel },
            async (group, token) => await release.RemoveGroupAsync(group, token).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
