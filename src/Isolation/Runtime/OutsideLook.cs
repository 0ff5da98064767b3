using System.Globalization;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;

namespace Orchestrator.Isolation.Runtime;

/// <summary>
/// Looks at the containers of a root while no daemon runs, by /proc and the cgroups alone. How one ended only the
/// launcher knows, and it is not asked: that would take its attention from a daemon that starts meanwhile.
/// </summary>
/// <param name="root"><see cref="RuntimeOptions.Root"/> of the daemon.</param>
public sealed class OutsideLook(string root, TimeProvider time) : ILooksAtContainers
{
    private readonly string _boot = HostDetection.BootId();
    private readonly IReadOnlyList<string> _parents = Parents(root);

    public Task<IReadOnlyList<SurveyResult>> LookAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SurveyResult>>([.. known.Where(container => container.ShouldLive).Select(Judge)]);

    private SurveyResult Judge(KnownContainer container)
    {
        if (container.Init is not { } init)
            return HasRun(CgroupNode.GroupName(container.Id, container.Attempt))
                ? Ended(container, "the launcher may know how its start ended")
                : new SurveyResult(container.Id, container.Attempt, SurveyVerdict.NeverStarted, null, null);
        if (init.BootId != _boot)
            return Ended(container, "the host was restarted while it ran");
        return ProcessStat.TryRead(init.Pid) is { State: not ('Z' or 'X') } stat && stat.StartTicks == init.StartTicks
            ? new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Alive, init, null)
            : Ended(container, "only the launcher may know it, and the next daemon asks it");
    }

    /// <summary>As in a survey: the accounting tells whether anything ever ran in its cgroup.</summary>
    private bool HasRun(string group) => _parents.Any(parent =>
        Number(Path.Combine(parent, group, "pids.peak")) > 0 || Number(Path.Combine(parent, group, "cpuacct.usage")) > 0);

    private static long Number(string file)
    {
        try
        {
            return long.TryParse(File.ReadAllText(file).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private SurveyResult Ended(KnownContainer container, string reason) => new(
        container.Id, container.Attempt, SurveyVerdict.Ended, container.Init, new InitExit(
            container.Id, container.Attempt, ExitStatus.NotKnown(reason), time.GetUtcNow(), ResourceUsage.None, 0, null));

    private static IReadOnlyList<string> Parents(string root)
    {
        var mounts = CgroupMounts.Detect();
        IEnumerable<string> points = mounts.V1.Select(pair => pair.Value);
        return [.. (mounts.V2 is { } v2 ? points.Append(v2) : points).Distinct().Select(point => Path.Combine(point, CgroupNode.ParentNameFor(root)))];
    }
}
