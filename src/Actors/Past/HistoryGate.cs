namespace Orchestrator.Actors.Past;

/// <summary>
/// How many questions about the past are worked on at once: each takes a processor and the memory of a folded fleet.
/// The others wait their turn.
/// </summary>
internal sealed class HistoryGate : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);

    public async Task<T> EnterAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await _places.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
