using Orchestrator.Actors.Events;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>The end of an attempt or of an exec. Never a made-up code: see <see cref="Unknown"/>.</summary>
/// <param name="Code">Exit code; null when ended by a signal or unknown.</param>
/// <param name="OomLevel">Cgroup level whose limit was hit: container, node or host.</param>
/// <param name="Reason">Why it ended, where that is known: a failed start, a time limit, an unknown end.</param>
public sealed record ExitView(
    int? Code, int? Signal, bool Oom, string? OomLevel, bool TimedOut, bool Unknown, string? Reason)
{
    public int? Attempt { get; init; }

    /// <summary>The kernel wrote a core file.</summary>
    public bool CoreDumped { get; init; }

    /// <summary>Processes of the container that the kernel's OOM killer ended in this attempt.</summary>
    public long OomKills { get; init; }

    /// <summary>By whom and why it was ended; null when it ended by itself.</summary>
    public Ending? Ending { get; init; }

    public TimeSpan? RunTime { get; init; }

    /// <summary>Null where this kernel keeps no such figures.</summary>
    public PressureTotals? Pressure { get; init; }

    /// <summary>Set when the init ended itself by reboot(2).</summary>
    public SystemEnd? System { get; init; }

    public bool Success => (Code == 0 || System is not null) && !Oom && !TimedOut && !Unknown;
}
