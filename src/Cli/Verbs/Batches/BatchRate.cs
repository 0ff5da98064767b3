using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>Jobs per second over the last half minute, and the time left at that rate.</summary>
internal sealed class BatchRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, int Done)> _samples = new();

    public double PerSecond { get; private set; }

    public TimeSpan? Left { get; private set; }

    public void Take(BatchCounts counts)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, counts.Done));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
            _samples.Dequeue();
        var (at, done) = _samples.Peek();
        var seconds = time.GetElapsedTime(at, now).TotalSeconds;
        PerSecond = seconds > 0.2 ? (counts.Done - done) / seconds : 0;
        Left = PerSecond > 0 ? TimeSpan.FromSeconds((counts.Total - counts.Done) / PerSecond) : null;
    }
}
