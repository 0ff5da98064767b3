namespace Orchestrator.Images.Pulling;

/// <summary>A pull under way, for whoever wants to watch it.</summary>
public sealed class ImagePull
{
    private volatile IReadOnlyList<LayerProgress> _layers = [];

    /// <summary>Empty until the manifest is known.</summary>
    public IReadOnlyList<LayerProgress> Layers
    {
        get => _layers;
        internal set => _layers = value;
    }
}
