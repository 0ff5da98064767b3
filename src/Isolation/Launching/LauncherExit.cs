using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Isolation.Launching;

/// <summary>The end of an init (Attempt ≥ 1) or of an exec (Attempt 0, Id is the exec id).</summary>
/// <param name="UserTime">CPU time of the process and the descendants it waited for; not of the whole container.</param>
/// <param name="Late">The launcher had been replaced: the process may have ended earlier than <paramref name="At"/>.</param>
public sealed record LauncherExit(
    Guid Id,
    int Attempt,
    bool IsExec,
    ExitStatus Status,
    DateTimeOffset At,
    TimeSpan UserTime,
    TimeSpan SystemTime,
    long MaxRssBytes,
    bool Late);
