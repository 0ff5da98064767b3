using System.Net.Sockets;
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

    /// <summary>Why a connection to a daemon's socket fails; null: as the system says it.</summary>
    internal static string? Why(SocketError code) => code switch
    {
        SocketError.ConnectionRefused => "The socket is there, but nobody listens on it.",
        SocketError.AddressNotAvailable => "There is no such socket.",
        SocketError.AccessDenied => "You may not open the socket: be root or in the group that owns it.",
        _ => null,
    };

    public static bool IsUnreachable(Problem problem) => problem.ExitCode == UnreachableExitCode;
}
