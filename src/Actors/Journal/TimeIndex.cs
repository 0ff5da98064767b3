namespace Orchestrator.Actors.Journal;

/// <summary>
/// Finds the first record of a time or later one, without relying on times being in order: it keeps the latest time
/// up to the end of each block, which never falls. Made when it is asked for the first time, and then carried on.
/// </summary>
internal sealed class TimeIndex(IJournalReader reader) : IDisposable
{
    private const int Block = 4_096;

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The last record of each whole block, and the latest time up to it.</summary>
    private readonly List<(long Seq, DateTimeOffset Latest)> _blocks = [];

    /// <summary>Null when every record up to <paramref name="head"/> shows an earlier time.</summary>
    public async Task<long?> FirstSinceAsync(DateTimeOffset time, long head, CancellationToken cancel)
    {
        (long after, long through) = await BlockOfAsync(time, head, cancel).ConfigureAwait(false);
        await foreach (StoredRecord stored in reader.ReadAsync(after, through, cancel).ConfigureAwait(false))
        {
            if (RecordCodec.TimeOf(stored) >= time)
                return stored.Seq;
        }
        return null;
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>The block in which it must be, or what lies behind the last whole one.</summary>
    private async Task<(long After, long Through)> BlockOfAsync(DateTimeOffset time, long head, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await ExtendAsync(head, cancel).ConfigureAwait(false);
            int low = 0, high = _blocks.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_blocks[middle].Latest >= time)
                    high = middle;
                else
                    low = middle + 1;
            }
            long after = low == 0 ? 0 : _blocks[low - 1].Seq;
            return (after, low < _blocks.Count ? _blocks[low].Seq : head);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ExtendAsync(long head, CancellationToken cancel)
    {
        (long from, DateTimeOffset latest) = _blocks.Count == 0 ? (0, DateTimeOffset.MinValue) : _blocks[^1];
        if (head - from < Block)
            return;
        int count = 0;
        await foreach (StoredRecord stored in reader.ReadAsync(from, head, cancel).ConfigureAwait(false))
        {
            DateTimeOffset at = RecordCodec.TimeOf(stored);
            if (at > latest)
                latest = at;
            if (++count % Block == 0)
                _blocks.Add((stored.Seq, latest));
        }
    }
}
