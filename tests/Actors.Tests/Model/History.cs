using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Model;

/// <summary>Histories as the state machine allows them, and what they add up to.</summary>
internal static class History
{
    /// <summary>A long one that meets most states, the same each time.</summary>
    public static (FleetModel Model, List<StoredRecord> Records) Long(int steps, int seed = 1)
    {
        Random random = new(seed);
        OrderKind[] kinds = Enum.GetValues<OrderKind>();
        return Live(Enumerable.Range(0, steps).Select(_ =>
            (random.Next(6), kinds[random.Next(kinds.Length)], random.Next(31))));
    }

    /// <summary>The model down to the last byte.</summary>
    public static byte[] Bytes(FleetModel model)
    {
        MemoryStream bytes = new();
        SnapshotCodec.Write(model.ToSnapshot(), part => bytes.Write(part));
        return bytes.ToArray();
    }

    public static FleetModel Fold(IEnumerable<StoredRecord> records)
    {
        FleetModel model = new();
        foreach (StoredRecord record in records)
            model.Apply(RecordCodec.Read(record));
        return model;
    }

    public static (FleetModel Model, List<StoredRecord> Records) Live(IEnumerable<(int Container, OrderKind Kind, int Fleet)> steps)
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
}
