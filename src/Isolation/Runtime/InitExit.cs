namespace Orchestrator.Isolation.Runtime;

/// <summary>The end of an init, with the accounting of the attempt read before its cgroup went.</summary>
/// <param name="OomKills">Processes of the container that the kernel's OOM killer ended in this attempt.</param>
/// <param name="OomLevel">Cgroup level whose limit was hit: <c>container</c>, <c>node</c> or <c>host</c>; null without OOM.</param>
public sealed record InitExit(
    Guid Id, int Attempt, ExitStatus Status, DateTimeOffset At, ResourceUsage Usage, long OomKills, string? OomLevel)
{
    /// <summary>Null where this kernel keeps no such figures.</summary>
    public PressureTotals? Pressure { get; init; }

    /// <summary>True when the launcher had been replaced: it may have ended earlier than <see cref="At"/>.</summary>
    public bool Late { get; init; }
}
