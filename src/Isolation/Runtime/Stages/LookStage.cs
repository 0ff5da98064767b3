using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Judges as <see cref="SurveyStage"/> does, by what can be seen without asking the launcher for anything.</summary>
internal sealed class LookStage(NodeContext node)
{
    public IReadOnlyList<SurveyResult> Look(IReadOnlyCollection<KnownContainer> known) =>
        [.. known.Where(container => container.ShouldLive).Select(Judge)];

    private SurveyResult Judge(KnownContainer container)
    {
        var ours = node.Find(container.Id) is { } attempt && attempt.Attempt == container.Attempt ? attempt : null;
        if (ours?.Exit is { } exit)
            return new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Ended, container.Init, exit);
        var group = CgroupNode.GroupName(container.Id, container.Attempt);
        if ((container.Init ?? ours?.Init) is { } init)
        {
            if (init.BootId != node.BootId)
                return Ended(container, "the host was restarted while it ran");
            // A zombie has ended; whoever is its parent has not taken its status yet.
            if (ProcessStat.TryRead(init.Pid) is { State: not ('Z' or 'X') } stat && stat.StartTicks == init.StartTicks)
            {
                var frozen = node.NodeFrozen || node.Cgroups.Freezer.IsRequested(group);
                return new SurveyResult(
                    container.Id, container.Attempt, frozen ? SurveyVerdict.AliveFrozen : SurveyVerdict.Alive, init, null);
            }
            return Ended(container, "it has ended, and only the launcher may know how");
        }
        using var cgroup = node.Cgroups.Find(group);
        var usage = cgroup?.ReadUsage();
        return usage is null || (usage.CpuUsec is 0 or null && usage.PidsPeak is 0 or null)
            ? new SurveyResult(container.Id, container.Attempt, SurveyVerdict.NeverStarted, null, null)
            : Ended(container, "the launcher may know how its start ended");
    }

    private SurveyResult Ended(KnownContainer container, string reason) => new(
        container.Id, container.Attempt, SurveyVerdict.Ended, container.Init, new InitExit(
            container.Id, container.Attempt, ExitStatus.NotKnown(reason), node.Time.GetUtcNow(), ResourceUsage.None, 0, null));
}
