using Orchestrator.Client;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>
/// Asks the daemon for its containers all the time while something bad goes on. Each question must be answered; how fast
/// they were is printed (<c>ps</c> below 1 s for 99 of 100 is what the engine promises) and not asserted: a test does not
/// know what else the machine does.
/// </summary>
internal sealed class Probe : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly string _case;
    private readonly CancellationTokenSource _over = new();
    private readonly List<double> _took = [];
    private readonly List<string> _unanswered = [];
    private readonly Task _asking;

    public Probe(OrchRoot root, string caseId)
    {
        _case = caseId;
        _asking = AskAsync(Path.Combine(root.Path, "run", "orch.sock"));
    }

    public int Answered => _took.Count;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _asking;
        _over.Dispose();
        _unanswered.Distinct().ShouldBeEmpty();
        _took.ShouldNotBeEmpty();
        _took.Sort();
        Console.WriteLine(
            $"RESPONSE {_case}: ps answered {_took.Count} times, p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, longest {_took[^1]:0.0} ms");
    }

    private double At(double share) => _took[Math.Min(_took.Count - 1, (int)(_took.Count * share))];

    private async Task AskAsync(string socket)
    {
        using var client = new OrchClient(socket);
        while (!_over.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await client.Containers.ListAsync(all: true, null, CancellationToken.None);
            if (answer.Problem is { } problem)
                _unanswered.Add(problem.Title);
            else
                _took.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
