namespace Orchestrator.Actors.Messages.Fleets;

/// <summary>Answered once the fleet is restored and serves commands; refused when the restore failed.</summary>
public sealed record GetReadiness : IRequest<ReadinessView>;
