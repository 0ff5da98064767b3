namespace Orchestrator.Actors.Containers;

internal sealed record Held(Guid Id);
