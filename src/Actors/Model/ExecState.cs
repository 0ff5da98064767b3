namespace Orchestrator.Actors.Model;

/// <summary>A further process in a container; 0 before the kernel gave a pid.</summary>
internal sealed record ExecState(int Pid, DateTimeOffset At);
