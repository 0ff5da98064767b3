using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Snapshots;

/// <summary>Writes snapshots apart from the fleet, which does not wait for the disk. A failure costs time at the next start, no more.</summary>
internal sealed class SnapshotActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public SnapshotActor(SnapshotFile file) => Receive<FleetSnapshot>(snapshot =>
    {
        try
        {
            file.Save(snapshot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warning("The snapshot of the fleet was not written: {0}", e.Message);
        }
    });
}
