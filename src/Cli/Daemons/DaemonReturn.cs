using Orchestrator.Client.Daemons;

namespace Orchestrator.Cli.Daemons;

/// <summary>Waits for a daemon that went away: somebody may be restarting it; if nobody does, it is started here.</summary>
internal static class DaemonReturn
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public static async Task WaitAsync(Invocation call)
    {
        var time = call.Surroundings.Time;
        var until = time.GetUtcNow() + Grace;
        while (!DaemonProbe.Answers(call.Place.Socket))
        {
            if (time.GetUtcNow() >= until)
            {
                DaemonStarter.Ensure(call.Place, call.Surroundings.Environment, time, call.Cancel);
                return;
            }
            await Task.Delay(Beat, time, call.Cancel);
        }
    }
}
