namespace Orchestrator.Contracts.Containers;

/// <summary>A text in a format of its own.</summary>
public sealed record TextView(string Text);
