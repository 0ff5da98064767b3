namespace Orchestrator.Contracts.Images;

public sealed record LoginView(string Registry, string? User);
