namespace Orchestrator.Images.Pulling;

/// <summary>How far a layer is; written by who brings it, looked at by whoever wants to.</summary>
public sealed class LayerProgress(string digest, long total)
{
    private long _current;
    private volatile LayerState _state;

    public string Digest { get; } = digest;

    /// <summary>Bytes as they are sent.</summary>
    public long Total { get; } = total;

    public long Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }

    public LayerState State
    {
        get => _state;
        internal set => _state = value;
    }
}
