namespace Orchestrator.Isolation.Runtime;

/// <summary>Why a launch ended before the payload ran.</summary>
/// <param name="Step">Name of the operation that failed, e.g. <c>mount proc</c> or <c>exec</c>.</param>
/// <param name="Errno">0 where no system call failed.</param>
/// <param name="ExitCode">125 engine, 126 cannot be invoked, 127 not found.</param>
public sealed record LaunchFailure(string Step, int Errno, string Message, int ExitCode);
