namespace Orchestrator.Images.Store;

/// <summary>What somebody is at work with, so that <see cref="ImageLibrary.Prune"/> leaves it.</summary>
public sealed class ImagePin : IDisposable
{
    private readonly ImageLibrary _library;
    private readonly Lock _gate = new();
    private readonly List<string> _keys = [];

    internal ImagePin(ImageLibrary library) => _library = library;

    public void Add(string key)
    {
        lock (_gate)
        {
            _library.Hold(key);
            _keys.Add(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var key in _keys)
                _library.Let(key);
            _keys.Clear();
        }
    }
}
