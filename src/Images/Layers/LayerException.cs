namespace Orchestrator.Images.Layers;

/// <summary>Ends the reading of an archive from deep inside; <see cref="LayerUnpacker"/> makes a result of it.</summary>
internal sealed class LayerException(UnpackProblemKind kind, string text) : Exception(text)
{
    public UnpackProblemKind Kind { get; } = kind;
}
