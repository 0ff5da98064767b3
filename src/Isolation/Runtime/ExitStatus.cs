namespace Orchestrator.Isolation.Runtime;

/// <summary>How a process ended, as wait(2) tells it.</summary>
/// <param name="Code">Exit code, or null when ended by a signal or unknown.</param>
/// <param name="Signal">Signal number, or null.</param>
/// <param name="Unknown">True when nobody could be asked; <paramref name="Reason"/> says why. Never a made-up code.</param>
public sealed record ExitStatus(int? Code, int? Signal, bool CoreDumped, bool Unknown, string? Reason)
{
    public static ExitStatus Exited(int code) => new(code, null, false, false, null);

    public static ExitStatus Killed(int signal, bool core) => new(null, signal, core, false, null);

    public static ExitStatus NotKnown(string reason) => new(null, null, false, true, reason);
}
