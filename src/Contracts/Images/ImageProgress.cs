namespace Orchestrator.Contracts.Images;

/// <summary>One line of an answer that takes its time: how far it is, and in the last one what came out.</summary>
public sealed record ImageProgress
{
    /// <summary>Null in the last line, and while it is not known which layers there are.</summary>
    public IReadOnlyList<LayerProgressView>? Layers { get; set; }

    public ImageView? Image { get; set; }

    /// <summary>False: everything was here before.</summary>
    public bool? Changed { get; set; }

    /// <summary>Of layers, as they were sent.</summary>
    public long? FetchedBytes { get; set; }

    public Problem? Problem { get; set; }
}
