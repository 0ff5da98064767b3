using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Clients;

/// <summary>A client as a user has one: when the daemon is gone it starts it, by the way every command does, and asks again.</summary>
internal sealed class Door(OrchRoot root) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public OrchClient Client { get; } = new(Path.Combine(root.Path, "run", "orch.sock"));

    /// <summary>
    /// The answer, or the refusal. Asks again after a connection that broke and after a refusal that says so (503):
    /// <paramref name="call"/> is told whether it was asked before.
    /// </summary>
    public async Task<ApiResult<T>> AskAsync<T>(Func<bool, Task<ApiResult<T>>> call, CancellationToken cancel)
        where T : class
    {
        var again = false;
        while (true)
        {
            var answer = await call(again);
            if (answer.Problem is not { } problem || !(Problems.IsUnreachable(problem) || problem.Status == 503))
                return answer;
            again = true;
            cancel.ThrowIfCancellationRequested();
            if (Problems.IsUnreachable(problem))
                await WakeAsync(cancel);
            else
                await Task.Delay(Beat, TimeProvider.System, cancel);
        }
    }

    public async Task<bool> WakeAsync(CancellationToken cancel)
    {
        // It may be killed again before it answers: that is what the run is about.
        await root.Orch("info");
        await Task.Delay(Beat, TimeProvider.System, cancel);
        return true;
    }

    public void Dispose() => Client.Dispose();

    public static string Text(Problem? problem) => $"{problem?.Status} {problem?.Title}: {problem?.Detail}";
}
