using System.Net.Sockets;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Startup;

/// <summary>Turns what a start can fail with into a sentence that says what to do.</summary>
internal static class StartProblem
{
    /// <summary>Null: not foreseen, a bug.</summary>
    public static string? Explain(Exception error, RootLayout layout) => error switch
    {
        PlatformNotSupportedException => $"this machine cannot run containers: {error.Message}",
        LauncherUnavailableException => $"the launcher cannot be started: {error.Message}",
        JournalUnavailableException or AuditKeyException => error.Message,
        InvalidDataException or ExportDamagedException => error.Message,
        SocketException => $"the socket {layout.Socket} cannot be opened: {error.Message}",
        IOException or UnauthorizedAccessException => error.Message,
        _ => null,
    };
}
