using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>A line at each tenth of the way and at least every ten seconds, for logs and pipes.</summary>
internal sealed class LineProgress(Surroundings surroundings, string name) : BatchProgress
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    public override Task<BatchView> ShowAsync(Func<Action<BatchView>, Task<BatchView>> work)
    {
        var rate = new BatchRate(surroundings.Time);
        var tenth = -1;
        var lastAt = surroundings.Time.GetTimestamp();
        return work(view =>
        {
            rate.Take(view.Counts);
            var now = view.Counts.Total == 0 ? 0 : view.Counts.Done * 10 / view.Counts.Total;
            if (now == tenth && surroundings.Time.GetElapsedTime(lastAt) < Silence)
                return;
            tenth = now;
            lastAt = surroundings.Time.GetTimestamp();
            surroundings.Error.WriteLine($"{name}: {BarProgress.Describe(view.Counts, rate)}");
        });
    }
}
