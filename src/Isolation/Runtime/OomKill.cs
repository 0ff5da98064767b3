namespace Orchestrator.Isolation.Runtime;

/// <summary>The kernel's OOM killer ended a process of a container, as its log tells.</summary>
/// <param name="Level">Whose limit it was: <c>container</c>, <c>node</c> or <c>host</c>.</param>
/// <param name="Process">Name of the process that was chosen (comm).</param>
/// <param name="Pid">As the host counts.</param>
public sealed record OomKill(Guid Id, int Attempt, string Level, string Process, int Pid, long? Uid, DateTimeOffset At);
