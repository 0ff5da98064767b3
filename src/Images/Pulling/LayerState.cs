namespace Orchestrator.Images.Pulling;

public enum LayerState
{
    Waiting,
    Downloading,
    Unpacking,

    /// <summary>It was here before.</summary>
    There,
    Done,
}
