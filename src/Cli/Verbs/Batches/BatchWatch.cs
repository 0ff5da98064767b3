using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>Follows a batch to its end, over any number of daemon restarts.</summary>
internal static class BatchWatch
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);

    public static async Task<BatchView> ToEndAsync(Invocation call, string name, bool progress, CancellationToken cancel)
    {
        var daemon = await call.DaemonAsync();
        if (!progress)
            return await PollAsync(call, daemon, name, _ => { }, cancel);
        using var bar = BatchProgress.Create(call.Surroundings, name);
        return await bar.ShowAsync(report => PollAsync(call, daemon, name, report, cancel));
    }

    private static async Task<BatchView> PollAsync(
        Invocation call, OrchClient daemon, string name, Action<BatchView> report, CancellationToken cancel)
    {
        while (true)
        {
            var (view, problem) = await daemon.Batches.GetAsync(name, members: false, cancel);
            if (view is not null)
            {
                report(view);
                if (BatchStates.IsFinal(view.State))
                {
                    var (whole, lost) = await daemon.Batches.GetAsync(name, members: true, cancel);
                    if (whole is not null)
                        return whole;
                    problem = lost;
                }
            }
            if (problem is not null)
            {
                // Unavailable while the journal or the fleet comes up again is no reason to give up either.
                if (!Problems.IsUnreachable(problem) && problem.Status != 503)
                    throw new ProblemException(problem);
                await DaemonReturn.WaitAsync(call);
            }
            await Task.Delay(Beat, call.Surroundings.Time, cancel);
        }
    }
}
