using Orchestrator.Actors.Events;
using Orchestrator.Actors.Past;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Past;

/// <summary>A journal that a test writes event by event, with whatever times it likes.</summary>
internal sealed class MadeHistory
{
    private readonly FleetModel _model = new();
    private readonly Dictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    public static readonly DateTimeOffset Noon = States.Now;

    public JournalDisk Disk { get; } = new();

    public FleetModel Live => _model;

    public Guid Id(string container) => _ids[container];

    public MadeHistory Create(string name, int second = 0, ContainerSpec? spec = null, JobRef? job = null, Caller? by = null)
    {
        _ids[name] = Guid.CreateVersion7(Noon.AddSeconds(_ids.Count));
        return Add(
            new ContainerCreated(name, spec ?? Given.Spec, new PreparedContainer(1, 2, null), false, job), name, second, by,
            "POST /v1/containers", job?.Batch);
    }

    /// <summary>Created, asked to start and started.</summary>
    public MadeHistory Running(string name, int second = 0, ContainerSpec? spec = null, JobRef? job = null) =>
        Create(name, second, spec, job).Start(name, 1, second);

    public MadeHistory Start(string name, int attempt, int second, bool byPolicy = false) =>
        Add(
            new ContainerStartRequested(attempt, byPolicy), name, second, byPolicy ? Caller.Engine : null,
            byPolicy ? "restart policy" : "POST /v1/containers")
        .Add(new ContainerStarted(attempt, States.Init), name, second, byPolicy ? Caller.Engine : null, "launcher");

    /// <summary>What an end leads to, by the code of the engine.</summary>
    public MadeHistory End(string name, ExitStatus status, int second, long oomKills = 0, string? oomLevel = null)
    {
        ContainerState state = _model.Containers[Id(name)];
        InitExit exit = new(
            state.Id, state.Attempt, status, Noon.AddSeconds(second), ResourceUsage.None with { CpuUsec = 1 }, oomKills, oomLevel);
        foreach (IContainerEvent what in ContainerMachine.Decide(state, new Order.Ended(exit) { Attempt = state.Attempt }).Events)
            Add(what, name, second, Caller.Engine, "its init ended");
        return this;
    }

    public MadeHistory Add(
        IEvent what, string? container = null, int second = 0, Caller? by = null, string cause = "test", string? batch = null)
    {
        Guid? id = container is null ? null : Id(container);
        ContainerState? state = id is { } known ? _model.Containers.GetValueOrDefault(known) : null;
        Entry entry = new(
            what, by ?? Given.User, cause, id, id is null ? null : state?.Name ?? container, batch ?? state?.Job?.Batch,
            state?.Attempt is > 0 and int attempt ? attempt : null);
        (SealedRecord stored, JournalRecord record) = RecordCodec.Seal(
            entry, _model.LastSeq + 1, Noon.AddSeconds(second), _model.LastHash);
        Disk.Write([new StoredRecord(record.Seq, stored.Manifest, stored.Payload)]);
        _model.Apply(record);
        return this;
    }

    public Moments Moments() => new(Disk, Feed());

    public FleetHistory Open(SnapshotHolder? snapshots = null) => new(
        Moments(), new PastFold(Disk, snapshots?.File), new StoryReader(Disk), new FakeRuntime(new FakeNode()), new HistoryGate());

    private EventFeed Feed()
    {
        EventFeed feed = new();
        feed.Begin(_model.LastSeq);
        return feed;
    }
}
