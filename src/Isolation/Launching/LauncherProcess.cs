namespace Orchestrator.Isolation.Launching;

/// <summary>A process that the launcher knows of: what a survey lists.</summary>
/// <param name="Alive">False: it ended, and its <see cref="LauncherExit"/> is or was on the channel.</param>
public sealed record LauncherProcess(Guid Id, int Attempt, bool IsExec, int Pid, ulong StartTicks, bool Alive);
