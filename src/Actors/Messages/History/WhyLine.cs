namespace Orchestrator.Actors.Messages.History;

/// <summary>One link of the chain of events that led to a state.</summary>
public sealed record WhyLine(long Seq, DateTimeOffset Time, string Text);
