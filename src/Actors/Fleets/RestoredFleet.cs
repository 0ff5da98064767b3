using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Fleets;

/// <summary>The fleet as the journal has it.</summary>
/// <param name="SnapshotSeq">Up to where a snapshot spared the scan; 0 if none did.</param>
internal sealed record RestoredFleet(FleetModel Model, long SnapshotSeq);
