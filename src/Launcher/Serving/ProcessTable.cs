using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// Every process the launcher answers for, and the memory of what is over: a key that was used once is never
/// started again, even after its end was acknowledged.
/// </summary>
internal sealed class ProcessTable
{
    private const int Remembered = 65_536;
    private readonly Dictionary<ProcessKey, ProcessEntry> _entries = [];
    private readonly Dictionary<ProcessKey, LauncherFailure?> _over = [];
    private readonly Queue<ProcessKey> _order = new();

    public int Count => _entries.Count;

    public int Unfinished => _entries.Values.Count(entry => entry.Phase != ProcessPhase.Ended);

    public IReadOnlyCollection<ProcessEntry> Entries => _entries.Values;

    public ProcessEntry? Find(ProcessKey key) => _entries.GetValueOrDefault(key);

    /// <summary>True when the key was used; the failure is that of a launch that never entered its program.</summary>
    public bool IsOver(ProcessKey key, out LauncherFailure? failure) => _over.TryGetValue(key, out failure);

    public void Add(ProcessEntry entry) => _entries.Add(entry.Key, entry);

    public void Finish(ProcessKey key, LauncherFailure? failure)
    {
        _entries.Remove(key);
        if (!_over.TryAdd(key, failure))
            return;
        _order.Enqueue(key);
        if (_order.Count > Remembered)
            _over.Remove(_order.Dequeue());
    }
}
