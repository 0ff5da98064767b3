namespace Orchestrator.Contracts.History;

/// <summary>One link of the chain of events.</summary>
public sealed record WhyLineView(long Seq, DateTimeOffset Time, string Text);
