using System.Text.Json;
using CsCheck;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

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
            (FleetModel live, List<StoredRecord> stored) = Live(steps);

            FleetModel replayed = new();
            foreach (StoredRecord record in stored)
                replayed.Apply(RecordCodec.Read(record));
            Json(replayed).ShouldBe(Json(live));

            int at = stored.Count == 0 ? 0 : cut % (stored.Count + 1);
            FleetModel half = new();
            foreach (StoredRecord record in stored.Take(at))
                half.Apply(RecordCodec.Read(record));
            FleetModel resumed = FleetModel.Of(JsonSerializer.Deserialize(Json(half), EventOptions.Snapshot)!);
            foreach (StoredRecord record in stored.Skip(at))
                resumed.Apply(RecordCodec.Read(record));
            Json(resumed).ShouldBe(Json(live));
        },
        iter: 400);

    private static (FleetModel, List<StoredRecord>) Live((int Container, OrderKind Kind, int Fleet)[] steps)
    {
        FleetModel model = new();
        List<StoredRecord> stored = [];
        Guid batch = new("00000000-0000-7000-8000-0000000000ff");
        Append(new BatchSubmitted(batch, "b", new BatchDefinition
        {
            Name = "b",
            Jobs = [new JobDefinition { Name = "j", Template = Given.Spec, Count = 6 }],
        }));
        foreach ((int number, OrderKind kind, int fleet) in steps)
        {
            Guid id = new($"00000000-0000-7000-8000-{number:D12}");
            if (fleet < 4)
            {
                Append(fleet switch
                {
                    0 => new FleetFreezeRequested(id, null, "r", null),
                    1 => new FleetFrozen(id, null, [], new Dictionary<string, string>(), TimeSpan.Zero),
                    2 => new FleetThawRequested(id, null),
                    _ => new FleetThawed(id, null, [], new Dictionary<string, string>(), TimeSpan.Zero),
                });
                continue;
            }
            if (!model.Containers.TryGetValue(id, out ContainerState? state))
            {
                JobRef? job = number < 3 ? new JobRef(batch, "b", "j", number) : null;
                ContainerSpec spec = Given.Spec with
                {
                    Restart = new RestartPolicy((RestartMode)(number % 4)), Timeout = TimeSpan.FromSeconds(number + 1),
                };
                Append(new ContainerCreated($"c{number}", spec, new PreparedContainer(1, 2, null), number == 4, job), id);
                continue;
            }
            if (state is { Removing: true, Lives: false })
            {
                Append(new ContainerRemoved(), id);
                continue;
            }
            Order order = ContainerMachineTests.Order(kind);
            if (order is Order.Ended ended)
                order = new Order.Ended(ended.Exit with { Attempt = state.Attempt, OomKills = number % 2 });
            foreach (IContainerEvent what in ContainerMachine.Decide(state, order).Events)
                Append(what, id);
        }
        return (model, stored);

        void Append(IEvent what, Guid? id = null)
        {
            Entry entry = new(what, Given.User, "test", id, id is { } known ? model.Containers.GetValueOrDefault(known)?.Name : null);
            (SealedRecord sealedRecord, JournalRecord record) = RecordCodec.Seal(
                entry, model.LastSeq + 1, States.Now.AddSeconds(model.LastSeq), model.LastHash);
            stored.Add(new StoredRecord(record.Seq, sealedRecord.Manifest, sealedRecord.Payload));
            model.Apply(record);
        }
    }

    private static string Json(FleetModel model)
    {
        FleetSnapshot snapshot = model.ToSnapshot();
        return JsonSerializer.Serialize(
            snapshot with { Containers = [.. snapshot.Containers.OrderBy(c => c.Id)], Batches = [.. snapshot.Batches.OrderBy(b => b.Id)] },
            EventOptions.Snapshot);
    }
}
