namespace Orchestrator.Actors.Events;

/// <summary>The kernel's OOM killer ended a process of the container; its init may live on.</summary>
/// <param name="Level">Whose limit it was: <c>container</c>, <c>node</c> or <c>host</c>.</param>
/// <param name="Pid">As the host counts.</param>
public sealed record ContainerOomKilled(int Attempt, string Level, string Process, int Pid, long? Uid, DateTimeOffset At)
    : IContainerEvent, IAttemptEvent;
