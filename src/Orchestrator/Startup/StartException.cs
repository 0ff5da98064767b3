namespace Orchestrator.Daemon.Startup;

/// <summary>The daemon cannot start; the message says what is wrong, why, and what to do next.</summary>
internal sealed class StartException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
