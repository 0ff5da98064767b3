using System.Collections.Concurrent;

namespace Orchestrator.Daemon.Api;

/// <summary>
/// Carries out a request with an Idempotency-Key once, and gives the same answer again to whoever repeats it, also
/// while the first one is still under way. Kept for the daemon's life, the last ones up to a limit.
/// </summary>
internal sealed class IdempotencyStore
{
    private const int Most = 10_000;
    private const int LongestKey = 200;

    private readonly ConcurrentDictionary<(uint Uid, string Key), Entry> _entries = new();
    private readonly ConcurrentQueue<(uint Uid, string Key)> _order = new();

    public async Task<ApiAnswer> OnceAsync(HttpContext http, Func<Task<ApiAnswer>> carryOut)
    {
        if (http.Request.Headers["Idempotency-Key"] is not [{ Length: > 0 } key, ..])
            return await carryOut();
        if (key.Length > LongestKey)
            throw new BadRequestException($"the Idempotency-Key is longer than {LongestKey} characters");
        var slot = (PeerIdentity.Of(http).Uid, key);
        var mine = new Entry(http.Request.Path);
        var entry = _entries.GetOrAdd(slot, mine);
        if (entry.Path != mine.Path)
            throw new BadRequestException($"the Idempotency-Key was used for {entry.Path} before");
        if (!ReferenceEquals(entry, mine))
            return await entry.Answer.Task.WaitAsync(http.RequestAborted);
        try
        {
            var answer = await carryOut();
            // What failed for a while may be asked for again with the same key.
            if (answer.Status >= 500 || answer.Status == 429)
                _entries.TryRemove(slot, out _);
            else
                Remember(slot);
            mine.Answer.SetResult(answer);
            return answer;
        }
        catch (Exception error)
        {
            _entries.TryRemove(slot, out _);
            mine.Answer.SetException(error);
            _ = mine.Answer.Task.Exception;
            throw;
        }
    }

    /// <summary>For an answer that cannot be kept: false if the key was used before.</summary>
    public bool TryReserve(HttpContext http)
    {
        if (http.Request.Headers["Idempotency-Key"] is not [{ Length: > 0 and <= LongestKey } key, ..])
            return true;
        var slot = (PeerIdentity.Of(http).Uid, key);
        if (!_entries.TryAdd(slot, new Entry(http.Request.Path)))
            return false;
        Remember(slot);
        return true;
    }

    private void Remember((uint, string) slot)
    {
        _order.Enqueue(slot);
        while (_order.Count > Most && _order.TryDequeue(out var oldest))
            _entries.TryRemove(oldest, out _);
    }

    private sealed class Entry(string path)
    {
        public string Path { get; } = path;

        public TaskCompletionSource<ApiAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
