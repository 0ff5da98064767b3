namespace Orchestrator.Isolation.Storage.Files;

/// <summary>
/// Containers whose layer is being written to while they do not run. Overlay must not see its layers change under it
/// (Documentation/filesystems/overlayfs.rst, "Changes to underlying filesystems"), so that none of them starts meanwhile.
/// </summary>
internal sealed class FileUses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _uses = [];

    public bool IsHeld(Guid container)
    {
        lock (_gate)
            return _uses.ContainsKey(container);
    }

    public IDisposable Hold(Guid container)
    {
        lock (_gate)
            _uses[container] = _uses.GetValueOrDefault(container) + 1;
        return new Use(this, container);
    }

    private void Release(Guid container)
    {
        lock (_gate)
        {
            if (--_uses[container] == 0)
                _uses.Remove(container);
        }
    }

    private sealed class Use(FileUses uses, Guid container) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                uses.Release(container);
        }
    }
}
