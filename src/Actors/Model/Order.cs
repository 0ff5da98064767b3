using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Model;

/// <summary>What <see cref="ContainerMachine.Decide"/> is asked: an order, or a report of what became of an effect.</summary>
internal abstract record Order(OrderKind Kind)
{
    /// <summary>The attempt that a report is about; a report about another one than the current is late.</summary>
    public int? Attempt { get; init; }

    internal sealed record Start() : Order(OrderKind.Start);

    internal sealed record Stop(TimeSpan? Timeout) : Order(OrderKind.Stop);

    internal sealed record Restart(TimeSpan? Timeout) : Order(OrderKind.Restart);

    internal sealed record Kill() : Order(OrderKind.Kill);

    internal sealed record Signal(int Number) : Order(OrderKind.Signal);

    internal sealed record Freeze(string Holder, string? Owner, string? Reason, TimeSpan? Lease, string Scope) : Order(OrderKind.Freeze);

    internal sealed record Thaw(string Holder, bool Force = false) : Order(OrderKind.Thaw);

    internal sealed record Update(ResourceLimits Change) : Order(OrderKind.Update);

    internal sealed record Hotplug(HotplugSpec What) : Order(OrderKind.Hotplug);

    internal sealed record Exec(Guid ExecId, IReadOnlyList<string> Command, string? User) : Order(OrderKind.Exec);

    internal sealed record Attach() : Order(OrderKind.Attach);

    internal sealed record Rename(string Name) : Order(OrderKind.Rename);

    internal sealed record Files(string Way, string Path) : Order(OrderKind.Files);

    internal sealed record Remove(bool Force, bool Volumes = false) : Order(Force ? OrderKind.RemoveForced : OrderKind.Remove);

    internal sealed record Snapshot(string Name, string? Comment) : Order(OrderKind.Snapshot);

    internal sealed record Restore(string Name) : Order(OrderKind.Restore);

    internal sealed record RemoveSnapshot(string Name) : Order(OrderKind.RemoveSnapshot);

    internal sealed record Copy(Guid CopyId, string CopyName, string? From, bool Share) : Order(From is null ? OrderKind.Copy : OrderKind.CopySnapshot);

    /// <param name="CopyName">Set for a copy.</param>
    internal sealed record StoreDone(long Bytes, string? How, string? CopyName = null) : Order(OrderKind.StoreDone);

    internal sealed record StoreFailed(string Problem) : Order(OrderKind.StoreFailed);

    internal sealed record HealthFound(HealthStatus Status, int Failures, int? ExitCode, string? Problem) : Order(OrderKind.HealthFound);

    internal sealed record Launched(InitIdentity Init, DateTimeOffset? At = null) : Order(OrderKind.Launched);

    internal sealed record LaunchFailed(LaunchFailure Failure) : Order(OrderKind.LaunchFailed);

    internal sealed record Ended(InitExit Exit) : Order(OrderKind.Ended);

    internal sealed record FreezeDone(TimeSpan Took) : Order(OrderKind.FreezeDone);

    internal sealed record FreezeFailed(string Problem, IReadOnlyList<string> Unfrozen) : Order(OrderKind.FreezeFailed);

    internal sealed record ThawDone(TimeSpan Took) : Order(OrderKind.ThawDone);

    internal sealed record ThawFailed(string Problem) : Order(OrderKind.ThawFailed);

    internal sealed record StopOverdue() : Order(OrderKind.StopOverdue);

    internal sealed record DeadlinePassed() : Order(OrderKind.DeadlinePassed);

    internal sealed record RestartDue() : Order(OrderKind.RestartDue);

    internal sealed record LeaseOver(DateTimeOffset Due) : Order(OrderKind.LeaseOver);

    internal sealed record KillOverdue(IReadOnlyList<string> Tasks) : Order(OrderKind.KillOverdue);
}
