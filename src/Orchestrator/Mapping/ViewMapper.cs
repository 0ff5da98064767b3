using System.Globalization;
using System.Text.Json;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Runtime;
using Model = Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From the actors' views to the API's.</summary>
internal static class ViewMapper
{
    public static ContainerView ToView(Model.ContainerView from, string node) => new()
    {
        Name = from.Name,
        Id = from.Id,
        State = State(from.State),
        Image = from.Spec.Image ?? from.Spec.RootfsPath,
        Command = from.Spec.Command,
        Labels = from.Spec.Labels,
        Node = node,
        Pid = from.Pid,
        Attempt = from.Attempt,
        CreatedAt = from.CreatedAt,
        StartedAt = from.StartedAt,
        FinishedAt = from.FinishedAt,
        Exit = ToView(from.Exit),
        Usage = ToView(from.Usage),
        Freeze = ToView(from.Freeze, from.Holds),
        Stuck = from.Stuck is { } stuck ? new StuckView(stuck.Since, stuck.Tasks) : null,
        Health = from.Health is { } health
            ? new HealthView(health.Status.ToString().ToLowerInvariant(), health.Since, health.Failures, health.ExitCode, health.Problem)
            : null,
        RestartAt = from.RestartAt,
        Restarts = from.Restarts,
        Reboots = from.Reboots,
        WaitingFor = from.WaitingFor,
        Batch = from.Batch,
        Snapshots = [.. from.Snapshots.Select(one => ToView(one, from.Name))],
        Origin = from.Origin is { } origin ? new OriginView(origin.Id, origin.Name, origin.Snapshot) : null,
        Console = from.Spec.Console is { } console ? new ConsoleView(console.Terminal, console.Stdin || console.Terminal, console.Ttys) : null,
        Autostart = from.Spec.Autostart is { } start ? new AutostartView(start.Auto, start.Delay, start.Order, start.Groups) : null,
    };

    public static SnapshotView ToView(Model.SnapshotView from, string container) => new()
    {
        Name = from.Name, Container = container, Comment = from.Comment, CreatedAt = from.At, By = Who(from.By), Bytes = from.Bytes, How = from.How,
    };

    public static string State(Model.ContainerPhase phase) => phase.ToString().ToUpperInvariant();

    public static ExitView? ToView(Model.ExitView? from) => from is null ? null : new ExitView
    {
        Code = from.Code,
        Signal = from.Signal,
        Oom = from.Oom,
        OomLevel = from.OomLevel,
        TimedOut = from.TimedOut,
        Unknown = from.Unknown,
        Reason = from.Reason,
        System = from.System?.ToString().ToLowerInvariant(),
        Attempt = from.Attempt,
        CoreDumped = from.CoreDumped,
        OomKills = from.OomKills,
        Ending = ToView(from.Ending),
        RunUsec = (long?)from.RunTime?.TotalMicroseconds,
        Pressure = ToView(from.Pressure),
    };

    private static EndingView? ToView(Ending? from) => from is null ? null : new EndingView
    {
        Cause = JsonNamingPolicy.KebabCaseLower.ConvertName(from.Cause.ToString()),
        By = Who(from.By),
        Why = from.Why,
        AskedAt = from.AskedAt,
        Signal = from.Signal,
    };

    public static PressureView? ToView(PressureTotals? from) => from is null ? null : new PressureView
    {
        CpuSomeUsec = from.CpuSomeUsec,
        CpuFullUsec = from.CpuFullUsec,
        MemorySomeUsec = from.MemorySomeUsec,
        MemoryFullUsec = from.MemoryFullUsec,
        IoSomeUsec = from.IoSomeUsec,
        IoFullUsec = from.IoFullUsec,
    };

    public static ContainerStats ToView(Model.StatsView from) => new(
        from.Name, from.Id, State(from.State), ToView(from.Usage), from.CpuPercent, from.MemoryLimitBytes, from.PidsLimit)
    {
        At = from.At,
        CpuPercentPeak = from.CpuPercentPeak,
        ReadBytesPerSecond = from.ReadBytesPerSecond,
        WriteBytesPerSecond = from.WriteBytesPerSecond,
        MemoryStallPercent = from.MemoryStallPercent,
        Pressure = ToView(from.Pressure),
        History =
        [
            .. from.History.Select(point => new UsagePointView(
                point.At, point.CpuPercent, point.MemoryBytes, point.ReadBytesPerSecond, point.WriteBytesPerSecond, point.Pids)),
        ],
    };

    public static UsageView ToView(ResourceUsage from) => new()
    {
        CpuUsec = from.CpuUsec,
        MemoryBytes = from.MemoryBytes,
        MemoryPeakBytes = from.MemoryPeakBytes,
        IoReadBytes = from.IoReadBytes,
        IoWriteBytes = from.IoWriteBytes,
        Pids = from.Pids,
        PidsPeak = from.PidsPeak,
        FrozenUsec = from.FrozenUsec,
        Network = from.Network is not { } network ? null : new NetworkUsageView
        {
            RxBytes = network.RxBytes, TxBytes = network.TxBytes, RxPackets = network.RxPackets, TxPackets = network.TxPackets,
            RxErrors = network.RxErrors, TxErrors = network.TxErrors, RxDropped = network.RxDropped, TxDropped = network.TxDropped,
        },
    };

    public static FreezeView? ToView(Model.FreezeView? from, IReadOnlyList<Model.FreezeView> holds) => from is null ? null : new FreezeView
    {
        Owner = from.Holder,
        Others = [.. holds.Where(hold => hold.Holder != from.Holder).Select(hold => hold.Holder)],
        By = Who(from.By),
        Reason = from.Reason,
        Since = from.Since,
        Until = from.Until,
        Scope = from.Scope,
    };

    public static string Who(Caller caller) => string.Create(CultureInfo.InvariantCulture, $"{caller.User} (uid {caller.Uid})");
}
