namespace Orchestrator.Actors.Messages.Containers;

/// <summary>The end of an attempt or of an exec. Never a made-up code: see <see cref="Unknown"/>.</summary>
/// <param name="Code">Exit code; null when ended by a signal or unknown.</param>
/// <param name="OomLevel">Cgroup level whose limit was hit: container, node or host.</param>
/// <param name="Reason">Why it ended, where that is known: a failed start, a time limit, an unknown end.</param>
public sealed record ExitView(
    int? Code, int? Signal, bool Oom, string? OomLevel, bool TimedOut, bool Unknown, string? Reason)
{
    public bool Success => Code == 0 && !Oom && !TimedOut && !Unknown;
}
