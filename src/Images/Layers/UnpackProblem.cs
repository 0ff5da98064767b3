namespace Orchestrator.Images.Layers;

/// <summary>Why a layer was not unpacked. Nothing of it is left.</summary>
/// <param name="Text">What failed, why, and what to do next.</param>
public sealed record UnpackProblem(UnpackProblemKind Kind, string Text);
