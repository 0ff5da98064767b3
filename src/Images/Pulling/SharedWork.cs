namespace Orchestrator.Images.Pulling;

/// <summary>
/// Work that several wait for is done once. It ends early when nobody waits for it any more, and not because one of them
/// went away.
/// </summary>
internal sealed class SharedWork<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Work> _under = [];

    private sealed class Work
    {
        public CancellationTokenSource Ending { get; } = new();

        public Task<TResult> Task { get; set; } = null!;

        public int Waiting { get; set; }
    }

    public async Task<TResult> JoinAsync(TKey key, Func<CancellationToken, Task<TResult>> start, CancellationToken cancel)
    {
        Work? work;
        lock (_gate)
        {
            // What nobody waits for is on its way out, and no one's to join.
            if (!_under.TryGetValue(key, out work) || work.Waiting == 0)
            {
                work = new Work();
                var begun = work;
                begun.Task = Task.Run(() => start(begun.Ending.Token), CancellationToken.None);
                _under[key] = begun;
            }
            work.Waiting++;
        }
        try
        {
            return await work.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            bool last;
            lock (_gate)
            {
                last = --work.Waiting == 0;
                if (last && _under.TryGetValue(key, out var present) && present == work)
                    _under.Remove(key);
            }
            if (last)
            {
                await work.Ending.CancelAsync().ConfigureAwait(false);
                // The caller may clean up what the work was still at.
                await ((Task)work.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                work.Ending.Dispose();
            }
        }
    }
}
