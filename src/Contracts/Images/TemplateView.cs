namespace Orchestrator.Contracts.Images;

/// <summary>What images and containers can be made of.</summary>
public sealed record TemplateView(string Name, string Summary);
