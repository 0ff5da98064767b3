namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Keeps launches and a freeze of the node apart: a child that is born into a frozen parent would stand still in the
/// middle of its launch (case Z04). Closing waits for the launches under way.
/// </summary>
internal sealed class LaunchGate
{
    private readonly Lock _gate = new();
    private int _inside;
    private TaskCompletionSource? _empty;

    public bool IsClosed { get; private set; }

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (IsClosed)
                return false;
            _inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>Refuses whoever comes from now on. True once nobody is inside, false when the time ran out.</summary>
    public async Task<bool> CloseAsync(TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        Task empty;
        lock (_gate)
        {
            IsClosed = true;
            if (_inside == 0)
                return true;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty.Task;
        }
        try
        {
            await empty.WaitAsync(limit, time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            IsClosed = false;
            _empty = null;
        }
    }
}
