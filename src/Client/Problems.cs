using Orchestrator.Contracts;

namespace Orchestrator.Client;

/// <summary>Errors that arise on this side of the socket.</summary>
public static class Problems
{
    public const int UnreachableExitCode = 3;

    public static Problem Unreachable(string socket, string why) => new()
    {
        Title = $"The daemon is not reachable at {socket}",
        Detail = why,
        Next = "Start one with: orch daemon (or look into its log with: orch config show)",
        ExitCode = UnreachableExitCode,
    };

    public static Problem Garbled(string what) => new()
    {
        Title = "The daemon's answer cannot be read",
        Detail = what,
        Next = "Check that orch and orchd are of one version: orch version",
    };

    public static bool IsUnreachable(Problem problem) => problem.ExitCode == UnreachableExitCode;
}
