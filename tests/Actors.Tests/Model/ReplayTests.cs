using CsCheck;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;

namespace Orchestrator.Actors.Tests.Model;

/// <summary>J06: the fold of the stored journal equals the live model, from the beginning and from any snapshot.</summary>
public sealed class ReplayTests
{
    private static readonly Gen<(int Container, OrderKind Kind, int Fleet)> Steps =
        Gen.Select(Gen.Int[0, 5], Gen.Enum<OrderKind>(), Gen.Int[0, 30]);

    [Fact]
    public void Replay_OfAnyHistory_GivesTheLiveModel() => Gen.Select(Steps.Array[0, 120], Gen.Int[0, 1_000]).Sample(
        (steps, cut) =>
        {
            (FleetModel live, List<StoredRecord> stored) = History.Live(steps);

            History.Bytes(History.Fold(stored)).ShouldBe(History.Bytes(live));

            int at = stored.Count == 0 ? 0 : cut % (stored.Count + 1);
            FleetModel resumed = FleetModel.Of(SnapshotCodec.Read(History.Bytes(History.Fold(stored.Take(at)))));
            foreach (StoredRecord record in stored.Skip(at))
                resumed.Apply(RecordCodec.Read(record));
            History.Bytes(resumed).ShouldBe(History.Bytes(live));
        },
        iter: 400);
}
