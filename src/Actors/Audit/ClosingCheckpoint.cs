using Akka;
using Akka.Actor;

namespace Orchestrator.Actors.Audit;

/// <summary>A clean stop signs the end of the journal, so that nothing can be cut off from it while no daemon runs.</summary>
internal static class ClosingCheckpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Arrange(ActorSystem system, IActorRef fleet) => CoordinatedShutdown.Get(system).AddTask(
        CoordinatedShutdown.PhaseServiceStop, "closing-checkpoint", async () =>
        {
            try
            {
                await fleet.Ask<CheckpointDone>(new WriteCheckpoint("the daemon stops"), Patience).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AskTimeoutException or TaskCanceledException)
            {
                // The journal is down, or the fleet was never restored: a stop does not wait for that.
            }
            return Done.Instance;
        });
}
