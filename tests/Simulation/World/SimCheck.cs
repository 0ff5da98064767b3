using System.Text.Json;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// Folds the durable records beside the engine and holds everything against them: each effect at the moment it happens,
/// each record at the moment it becomes durable, each answer at the moment it is given.
/// </summary>
internal sealed class SimCheck(SimWorld world)
{
    // By reflection, all that there is: not what the engine thinks worth storing.
    private static readonly JsonSerializerOptions Plain = new();

    private readonly HashSet<(Guid, int)> _started = [];
    private readonly HashSet<(Guid, int)> _requested = [];
    private readonly HashSet<(Guid, int)> _ended = [];
    private readonly HashSet<(Guid, string, int)> _jobsEnded = [];
    private readonly HashSet<(Guid, string)> _late = [];
    private readonly HashSet<Guid> _requeued = [];
    private readonly HashSet<(Guid, int, int)> _signals = [];
    private readonly HashSet<Guid> _removed = [];
    private readonly HashSet<Guid> _pressed = [];
    private readonly Dictionary<Guid, string> _names = [];
    private readonly Dictionary<string, int> _byCause = [];
    private readonly Dictionary<Guid, HashSet<(ContainerPhase, int)>> _seen = [];
    private byte[] _hash = RecordCodec.FirstHash;

    public FleetModel Model { get; } = new();

    public string NameOf(Guid id) => _names.GetValueOrDefault(id) ?? id.ToString("N")[^6..];

    /// <summary>How many records a command has caused.</summary>
    public int CausedBy(string cause) => _byCause.GetValueOrDefault(cause);

    /// <summary>A record has become durable.</summary>
    public void Durable(StoredRecord stored)
    {
        if (ChainCheck.Problem(stored, Model.LastSeq, _hash) is { } problem)
            world.Fail(problem);
        _hash = stored.Payload[..RecordCodec.HashLength].ToArray();
        JournalRecord record = RecordCodec.Read(stored);
        _byCause[record.Cause] = CausedBy(record.Cause) + 1;
        ContainerState? before = record.ContainerId is { } id ? Model.Containers.GetValueOrDefault(id) : null;
        if (record.Event is ContainerCreated created)
        {
            _names[record.ContainerId!.Value] = created.Name;
            Addresses(created);
        }
        world.Story?.Add($"journal {record.Seq} {stored.Manifest} {record.Container ?? record.Batch} {Detail(record)}");
        Model.Apply(record);
        if (record.Event is ContainerSignalRequested signalled)
            _signals.Add((record.ContainerId!.Value, signalled.Attempt, signalled.Signal));
        if (record.ContainerId is { } about)
        {
            OfContainer(record, about, before);
            if (Model.Containers.GetValueOrDefault(about) is { } now)
                Saw(now);
        }
        else if (record.Event is IBatchEvent what)
            OfBatch(record, what);
        else
        {
            OfFleet(record);
            if (record.Event is QueueClassSet set)
                _lowered[set.Class.Name] = SimLife.MaxConcurrency;
            foreach (ContainerState state in Model.Containers.Values)
                Saw(state);
        }
        Concurrency(record);
    }

    /// <summary>Holds at any time between two events.</summary>
    public void Always()
    {
        foreach (ContainerState state in Model.Containers.Values)
        {
            if (state is { Phase: ContainerPhase.Frozen, Init: not null } && world.Kernel.Find(state.Id, state.Attempt) is { Alive: true }
                && !world.Kernel.IsFrozen(state.Id, state.Attempt) && !world.Restoring
                && (state.Freeze?.Scope != ContainerMachine.FleetScope || Model.Freeze is { Phase: FleetFreezePhase.Frozen }))
                world.Fail($"{state.Name} is FROZEN in the journal and runs in the kernel");
        }
    }

    public bool Knows(Guid id, ContainerPhase phase, int attempt) => _seen.TryGetValue(id, out var seen) && seen.Contains((phase, attempt));

    public bool WasRemoved(Guid id) => _removed.Contains(id);

    public void MayLaunch(LaunchOrder order)
    {
        if (!_requested.Contains((order.Id, order.Attempt)))
            world.Fail($"attempt {order.Attempt} of {order.Name} is launched and no record asks for it");
        else if (_ended.Contains((order.Id, order.Attempt)) && world.Kernel.Find(order.Id, order.Attempt) is null)
            world.Fail($"attempt {order.Attempt} of {order.Name} is launched though its end is recorded");
        if (Model.Freeze is { Phase: FleetFreezePhase.Frozen } && world.Kernel.Find(order.Id, order.Attempt) is null)
            world.Note("launch while the fleet is frozen");
    }

    public void MayExec(ExecOrder order) => Must(
        Model.Containers.GetValueOrDefault(order.Id) is not { } state || state.Execs.ContainsKey(order.ExecId),
        $"an exec in {NameOf(order.Id)} without a record");

    public void MaySignal(Guid id, int attempt, int signal)
    {
        if (Current(id, attempt) is { } state)
            Must(state.Phase is ContainerPhase.Stopping or ContainerPhase.Aborting || Signalled(id, attempt, signal), $"signal {signal} to {state.Name} without a record");
    }

    public void MayKill(Guid id, int attempt)
    {
        if (Current(id, attempt) is { } state)
            Must(state.Phase == ContainerPhase.Aborting, $"{state.Name} is killed while {state.Phase} in the journal");
    }

    public void MayFreeze(Guid id, int attempt, bool on)
    {
        if (Current(id, attempt) is not { } state)
            return;
        if (on)
            Must(state.Phase is ContainerPhase.Freezing or ContainerPhase.Frozen or ContainerPhase.Thawed or ContainerPhase.Stopping or ContainerPhase.Aborting, $"{state.Name} is frozen while {state.Phase} in the journal");
        else
            Must(state.Phase != ContainerPhase.Frozen || state.Holds.Count == 0, $"{state.Name} is thawed while FROZEN in the journal");
    }

    public void MayFreezeNode(bool on) => Must(
        on ? Model.Freeze is not null : Model.Freeze is null or { Phase: not FleetFreezePhase.Frozen },
        $"the node is {(on ? "frozen" : "thawed")} while the fleet is {Model.Freeze?.Phase.ToString() ?? "free"} in the journal");

    /// <summary>A share is taken after its record, and given back before the one that says so.</summary>
    public void MayUpdate(Guid id, ResourceLimits change) => Must(
        Model.Containers.GetValueOrDefault(id) is null or { Updating: not null } or { Lives: false }
            || (change.CpuWeight is not null && _pressed.Contains(id)),
        $"{NameOf(id)} is updated without a record");

    public void MayHotplug(Guid id, int attempt, HotplugSpec what) => Must(
        Model.Containers.GetValueOrDefault(id) is { } state && (state.Plugging == what || state.Attempt != attempt || !state.Lives),
        $"{NameOf(id)} gets something while it runs without a record");

    public void MayAcknowledge(Guid id, int attempt) => Must(
        _ended.Contains((id, attempt)) || _removed.Contains(id) || !_requested.Contains((id, attempt)),
        $"the end of attempt {attempt} of {NameOf(id)} is acknowledged and not recorded");

    /// <summary>Each is done for the order that the journal has, on files that nobody changes meanwhile.</summary>
    public void MayStore(StoreOrder order)
    {
        ContainerState? state = Model.Containers.GetValueOrDefault(order.Id);
        Must(
            state?.Storing is { } storing && storing.Kind == order.Kind && storing.Snapshot == order.Snapshot && storing.CopyId == order.Target?.Id,
            $"{order.Kind} of {NameOf(order.Id)} without a record");
        Must(order.Live || state is null or { Lives: false } || state.Init is null, $"{order.Kind} of {NameOf(order.Id)} takes it for stopped");
    }
    public void MayMakeNetwork(KnownNetwork network) => Must(
        Model.Networks.GetValueOrDefault(network.Definition.Name)?.Id == network.Id, $"network {network.Definition.Name} is made without a record");

    public void MayRemoveNetwork(Guid id) => Must(
        !Model.Networks.Values.Any(network => network.Id == id), $"network {id} is taken away and its removal is not recorded");

    public void MayDestroy(Guid id) => Must(
        !Model.Containers.TryGetValue(id, out ContainerState? state) || state.Removing, $"{NameOf(id)} is destroyed without a record");

    /// <summary>The whole model as bytes, in an order that does not depend on how it came to be.</summary>
    public static string Text(FleetModel model)
    {
        FleetSnapshot snapshot = model.ToSnapshot();
        snapshot = snapshot with
        {
            Containers = [.. snapshot.Containers.OrderBy(state => state.CreatedSeq)],
            Batches = [.. snapshot.Batches.OrderBy(batch => batch.SubmittedSeq)],
        };
        return JsonSerializer.Serialize(snapshot, Plain);
    }

    /// <summary>A fold of the records from nothing, up to one of them.</summary>
    public static FleetModel Fold(IEnumerable<StoredRecord> records, long through)
    {
        FleetModel model = new();
        foreach (StoredRecord stored in records)
        {
            if (stored.Seq > through)
                break;
            model.Apply(RecordCodec.Read(stored));
        }
        return model;
    }

    private void OfContainer(JournalRecord record, Guid id, ContainerState? before)
    {
        switch (record.Event)
        {
            case ContainerStartRequested e:
                Must(_requested.Add((id, e.Attempt)), $"attempt {e.Attempt} of {record.Container} is asked for twice");
                Must(before is { Lives: false }, $"{record.Container} is to start while {before?.Phase}");
                break;
            case ContainerStarted e:
                Must(_started.Add((id, e.Attempt)), $"attempt {e.Attempt} of {record.Container} is recorded as started twice");
                Must(world.Kernel.Find(id, e.Attempt)?.Identity == e.Init, $"{record.Container} is recorded with an init that is not its own");
                break;
            case ContainerAdopted e:
                Must(world.Kernel.Find(id, e.Attempt)?.Identity == e.Init, $"{record.Container} is adopted with an init that is not its own");
                break;
            case ContainerStartFailed e:
                Must(_ended.Add((id, e.Attempt)), $"attempt {e.Attempt} of {record.Container} ends twice");
                Must(world.Kernel.Find(id, e.Attempt) is null, $"attempt {e.Attempt} of {record.Container} is recorded as never started: it was");
                break;
            case ContainerExited e:
                Must(_ended.Add((id, e.Attempt)), $"attempt {e.Attempt} of {record.Container} ends twice");
                Exit(record, e, world.Kernel.Find(id, e.Attempt));
                break;
            case ContainerFrozen e:
                Must(
                    world.Kernel.IsFrozen(id, e.Attempt) || world.Kernel.Find(id, e.Attempt) is not { Alive: true },
                    $"{record.Container} is recorded as frozen and runs");
                break;
            case ContainerPressed { Action: PressureAction.Lower } e:
                _pressed.Add(id);
                Must(e.Attempt <= (before?.Attempt ?? 0), $"the share of {record.Container} is taken in an attempt that is not yet");
                break;
            case ContainerPressed { Action: PressureAction.Restore } e:
                Must(
                    e.Weight == 1 || Model.Containers[id].Attempt != e.Attempt || world.Kernel.Groups.GetValueOrDefault((id, e.Attempt)) is null or { Weight: null or > 1 },
                    $"the share of {record.Container} is recorded as given back, and the kernel has it at 1");
                break;
            case ContainerRemoved:
                _removed.Add(id);
                Must(!world.Kernel.Inits.Values.Any(init => init.Id == id && init.Alive), $"{record.Container} is removed and its init lives");
                Must(!world.Kernel.Stored.Contains(id), $"{record.Container} is removed and its files are there");
                break;
            default:
                break;
        }
        if (before is null && record.Event is not ContainerCreated)
            world.Fail($"a {record.Event.GetType().Name} of {record.Container}, which does not exist");
    }

    /// <summary>No address is another's, and the network of each is there.</summary>
    private void Addresses(ContainerCreated created)
    {
        foreach ((int index, NetworkSpec wanted) in (created.Spec.Networks ?? []).Index())
        {
            Must(wanted.Network is { } name && Model.Networks.ContainsKey(name), $"{created.Name} is created in network {wanted.Network}, which is not there");
            foreach (string address in created.Prepared.Networks![index].Addresses ?? [])
            {
                Must(
                    !Model.Containers.Values.Any(other => other.Prepared.Networks?.Any(had => had.Addresses?.Contains(address) == true) == true),
                    $"the address {address} of {created.Name} is another's");
            }
        }
    }

    private void Exit(JournalRecord record, ContainerExited e, SimInit? init)
    {
        if (e.Status.Unknown)
        {
            Must(init is null or { StatusLost: true }, $"the end of {record.Container} is recorded as unknown: {e.Status.Reason}; it was {init?.Exit?.Status}");
            Must(init is not { Alive: true }, $"the end of {record.Container} is recorded while it lives");
            return;
        }
        if (init?.Exit is not { } truth)
            world.Fail($"an end of {record.Container} is made up: {e.Status}");
        else
            Must(e.Status == truth.Status && e.At == truth.At && e.OomKills == truth.OomKills, $"{record.Container} ended with {truth.Status}, recorded is {e.Status}");
    }

    private void OfBatch(JournalRecord record, IBatchEvent what)
    {
        if (what is JobEnded e)
        {
            Must(_jobsEnded.Add((e.BatchId, e.Job, e.Index)), $"{record.Batch}.{e.Job}.{e.Index} ends twice");
            Must(BatchEvolution.IsFinal(e.State), $"{record.Batch}.{e.Job}.{e.Index} ends as {e.State}");
        }
        if (what is JobRequeued again && Model.Batches[again.BatchId] is var state
            && !BatchEvolution.IsFinal(state.Members[state.Ordinal(again.Job, again.Index)].Phase))
            _jobsEnded.Remove((again.BatchId, again.Job, again.Index));
        if (what is JobDeadlinePassed late)
            Must(_late.Add((late.BatchId, late.Job)) || _requeued.Contains(late.BatchId), $"the deadline of {record.Batch}.{late.Job} passes twice");
        if (what is JobRequeued put)
            _requeued.Add(put.BatchId);
        if (what is BatchEnded ended)
        {
            Must(Model.Batches[ended.BatchId].Members.All(member => BatchEvolution.IsFinal(member.Phase)), $"batch {record.Batch} ends with members that have not");
        }
    }

    private void OfFleet(JournalRecord record)
    {
        if (record.Event is NetworkRemoved gone)
            Must(!Model.Containers.Values.Any(container => NetworkRecord.IsUsedBy(gone.Name, container)), $"network {gone.Name} is removed while a container has it");
        if (record.Event is FleetFrozen { Selector: null })
            Must(world.Kernel.NodeFrozen, "the fleet is recorded as frozen and runs");
        if (record.Event is FleetThawed { Selector: null })
            Must(!world.Kernel.NodeFrozen, "the fleet is recorded as thawed and is frozen");
    }

    private void Concurrency(JournalRecord record)
    {
        if (record.Event is not ContainerStartRequested || record.Batch is null)
            return;
        int all = 0;
        Demand admitted = default;
        Dictionary<string, int> classes = [];
        foreach (BatchState batch in Model.Batches.Values.Where(batch => !batch.Ended))
        {
            foreach (MemberState member in batch.Members.Where(member => member.Phase == MemberPhase.Running))
            {
                JobDefinition job = batch.Definition.Jobs[member.Job];
                admitted += SimLife.Capacity.For(job.Template.Resources, member.MemoryBytes);
                classes[job.ClassName] = classes.GetValueOrDefault(job.ClassName) + 1;
            }
            Must(
                batch.Tally.Running <= (batch.Definition.Concurrency ?? SimLife.Concurrency),
                $"{batch.Tally.Running} members of {batch.Name} run at once, {batch.Definition.Concurrency} may");
            all += batch.Tally.Running;
        }
        Must(
            admitted.FitsIn(SimLife.Capacity.Of(SimLife.MaxConcurrency)),
            $"admitted are {admitted}, and the node has {SimLife.Capacity.Of(SimLife.MaxConcurrency)}");
        if (Model.Batches.Values.FirstOrDefault(batch => batch.Name == record.Batch) is { } mine
            && Model.Containers[record.ContainerId!.Value].Job is { } of)
        {
            string name = mine.Definition.Jobs[mine.JobOrdinal(of.Job)].ClassName;
            // What runs when a limit is lowered goes on.
            Must(
                Model.ClassOf(name).Concurrency is not { } most || classes[name] <= Math.Max(most, _lowered.GetValueOrDefault(name)),
                $"{classes.GetValueOrDefault(name)} of class {name} run at once, {Model.ClassOf(name).Concurrency} may");
            MemberState member = mine.Members[mine.Ordinal(of.Job, of.Index)];
            Must(JobReadiness.Of(mine, member).Kind == ReadinessKind.Ready || _requeued.Contains(mine.Id), $"{record.Container} runs before what it comes after");
        }
        Must(all <= SimLife.MaxConcurrency, $"{all} members run at once, {SimLife.MaxConcurrency} may");
    }

    // A start may be on its way into the journal when a limit is lowered: then so many at most run until it has sunk.
    private readonly Dictionary<string, int> _lowered = [];

    private bool Signalled(Guid id, int attempt, int signal) => _signals.Contains((id, attempt, signal));

    private void Saw(ContainerState state)
    {
        if (!_seen.TryGetValue(state.Id, out HashSet<(ContainerPhase, int)>? seen))
            _seen[state.Id] = seen = [];
        seen.Add((state.Phase, state.Attempt));
    }

    private ContainerState? Current(Guid id, int attempt) =>
        Model.Containers.TryGetValue(id, out ContainerState? state) && state.Attempt == attempt && state.Lives ? state : null;

    private void Must(bool holds, string problem)
    {
        if (!holds)
            world.Fail(problem);
    }

    private static string Detail(JournalRecord record) => record.Event switch
    {
        ContainerPressed e => $"{e.Action} {e.Why}",
        ContainerSignalRequested e => $"{e.Signal}",
        ContainerStartRequested e => $"attempt {e.Attempt}",
        ContainerExited { Status.Unknown: true } e => $"attempt {e.Attempt}, unknown: {e.Status.Reason}",
        ContainerExited e => $"attempt {e.Attempt}, code {e.Status.Code}, signal {e.Status.Signal}",
        ContainerStartFailed e => $"attempt {e.Attempt}, {e.Failure.Step}: {e.Failure.Message}",
        JobEnded e => $"{e.Job}.{e.Index} {e.State} {e.Reason}",
        _ => "",
    };
}
