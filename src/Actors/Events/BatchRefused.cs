namespace Orchestrator.Actors.Events;

/// <summary>A batch was not taken: nothing of it is kept but who asked for it, and why not.</summary>
public sealed record BatchRefused(string Name, string Problem) : IQueueEvent;
