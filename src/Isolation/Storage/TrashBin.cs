using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage;

/// <summary>
/// Folders that have lost their names and are to be removed with all they hold: one after the other, while nobody waits. Freeing
/// what a container wrote takes the file system longer than all the rest of a small container's removal.
/// </summary>
internal sealed class TrashBin : IDisposable
{
    /// <summary>Begins the name of whatever is in here; a folder of such a name that an earlier daemon left is in here too.</summary>
    public const string Prefix = ".trash-";

    /// <summary>Whoever makes it faster than it can be removed takes part in the work.</summary>
    private const int MostWaiting = 64;

    private readonly DirectoryHandle _folder;
    private readonly Action<string> _notice;
    private readonly Lock _gate = new();
    private readonly Queue<string> _waiting;
    private Task _work = Task.CompletedTask;

    /// <param name="folder">Stays the caller's.</param>
    /// <param name="notice">Told of what cannot be removed; the next start tries again.</param>
    public TrashBin(DirectoryHandle folder, Action<string> notice)
    {
        _folder = folder;
        _notice = notice;
        _waiting = new(folder.DirectoryNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)));
    }

    /// <summary>Begins with what an earlier daemon left.</summary>
    public void Start()
    {
        lock (_gate)
            Go();
    }

    /// <summary>A folder that bears a name of here by now.</summary>
    public void Put(string name)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(name);
                Go();
                return;
            }
        }
        Remove(name);
    }

    /// <summary>Returns when all that was put in before is gone.</summary>
    public void Empty()
    {
        while (true)
        {
            Task work;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                    Go();
                work = _work;
            }
            work.GetAwaiter().GetResult();
            lock (_gate)
            {
                if (_waiting.Count == 0 && _work.IsCompleted)
                    return;
            }
        }
    }

    public void Dispose() => Empty();

    /// <summary>Under the gate.</summary>
    private void Go()
    {
        if (_waiting.Count > 0 && _work.IsCompleted)
            _work = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Work()
    {
        while (true)
        {
            string? name;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out name))
                    return;
            }
            Remove(name);
        }
    }

    private void Remove(string name)
    {
        try
        {
            TreeRemoval.Remove(_folder, name);
        }
        catch (SystemCallException failure)
        {
            _notice($"The files of what was removed could not be taken away; the next start tries again. {failure.Message}");
        }
    }
}
