namespace Orchestrator.Actors.Events;

/// <summary>It was killed a while ago, and these tasks sleep where no signal reaches them (state D of proc_pid_stat(5)).</summary>
public sealed record ContainerStuck(int Attempt, IReadOnlyList<string> Tasks) : IContainerEvent, IAttemptEvent;
