namespace Orchestrator.Actors.Containers;

/// <summary>The fleet freezes: launch nothing. Answered by <see cref="Held"/> once no launch is under way.</summary>
internal sealed record Hold(bool On);
