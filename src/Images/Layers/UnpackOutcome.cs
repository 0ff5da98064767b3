namespace Orchestrator.Images.Layers;

/// <summary>Exactly one of the two is set.</summary>
public sealed record UnpackOutcome(UnpackedLayer? Layer, UnpackProblem? Problem);
