using Akka.Actor;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>Durable events into the table, and on to those whom they concern.</summary>
internal sealed partial class FleetActor
{
    /// <summary>What the living containers outside of batches ask for, and what the queue knows of that.</summary>
    private Demand _outside;
    private Demand _toldOutside;

    private void Absorb(Committed committed)
    {
        Failpoint.Hit("journal.before-absorb");
        foreach (CommittedGroup group in committed.Groups)
        {
            Absorb(group);
            _context.Feed.Publish(group.Records);
        }
        _audit?.Tell(new AuditActor.Moved(_model.LastSeq));
        KeepSnapshot();
    }

    /// <summary>A large fleet takes longer to write: as many records as it has containers must be worth it.</summary>
    private void KeepSnapshot()
    {
        if (_snapshots is null
            || _model.LastSeq - _snapshotSeq < Math.Max(_context.Options.SnapshotEvery, _model.Containers.Count))
            return;
        _snapshotSeq = _model.LastSeq;
        _snapshotWriter.Tell(_model.ToSnapshot());
    }

    private void Absorb(CommittedGroup group)
    {
        Dictionary<Guid, List<Step>> touched = [];
        Dictionary<Guid, HashSet<int>> batches = [];
        bool restoring = _readiness is null or { Sequence: 0 };
        foreach (JournalRecord record in group.Records)
        {
            if (record.Event is IJournalEvent or IStoreEvent)
                _model.Apply(record);
            else if (record.Event is IQueueEvent or IScheduleEvent)
                ApplyToQueue(record, restoring);
            else if (record.Event is INetworkEvent)
                _model.Apply(record);
            else if (record.Event is IFleetEvent)
                ApplyToAll(record, touched);
            else
                ApplyToOne(record, touched, batches);
        }
        if (restoring)
            return;
        TellOutside();
        foreach ((Guid batch, HashSet<int> members) in batches)
            _queue.Tell(new QueueActor.Moved(_model.Batches[batch], members));
        if (group.ReplyTo.Equals(Self))
            NetworkRecorded(group);
        bool created = group.ReplyTo.Equals(Self) && Created(group);
        foreach ((Guid id, List<Step> steps) in touched)
        {
            if (created || _children.ContainsKey(id))
                TellSteps(id, steps, group);
        }
        if (group.ReplyTo.Equals(Self))
            PortsRecorded(group);
        if (!group.ReplyTo.Equals(Self) && !_childIds.ContainsKey(group.ReplyTo))
            group.ReplyTo.Tell(new OwnCommitted(group.Tag, group.Records));
    }

    private void TellOutside()
    {
        if (_outside == _toldOutside)
            return;
        _toldOutside = _outside;
        _queue.Tell(new QueueActor.OutsideChanged(_outside));
    }

    private void ApplyToQueue(JournalRecord record, bool restoring)
    {
        _model.Apply(record);
        if (restoring)
            return;
        if (record.Event is QueueClassSet set)
            _queue.Tell(new QueueActor.ClassChanged(set.Class));
        else if (record.Event is IScheduleEvent of)
            _queue.Tell(new QueueActor.ScheduleChanged(of.ScheduleId, _model.Schedules.GetValueOrDefault(of.ScheduleId)));
    }

    private void TellSteps(Guid id, List<Step> steps, CommittedGroup group)
    {
        if (!_children.TryGetValue(id, out Child? child))
        {
            if (steps[^1].After is not { } state)
                return;
            child = Spawn(state);
        }
        child.Tell(new Steps(child.Actor.Equals(group.ReplyTo) ? group.Tag : 0, steps), Self);
    }

    private void ApplyToOne(JournalRecord record, Dictionary<Guid, List<Step>> touched, Dictionary<Guid, HashSet<int>> batches)
    {
        if (record.Event is IBatchEvent batchEvent)
        {
            _model.Apply(record);
            Touch(batchEvent.BatchId, batchEvent switch
            {
                JobEnded e => (e.Job, e.Index),
                JobRetryScheduled e => (e.Job, e.Index),
                JobRequeued e => (e.Job, e.Index),
                _ => null,
            }, batches);
            return;
        }
        if (record.ContainerId is not { } id)
            return;
        ContainerState? before = _model.Containers.GetValueOrDefault(id);
        _model.Apply(record);
        ContainerState? after = _model.Containers.GetValueOrDefault(id);
        _outside += _context.Options.Capacity.Outside(after) - _context.Options.Capacity.Outside(before);
        if (!touched.TryGetValue(id, out List<Step>? steps))
            touched[id] = steps = [];
        steps.Add(new Step(record, before, after));
        if ((after ?? before)?.Job is { } job)
            Touch(job.BatchId, (job.Job, job.Index), batches);
        if (record.Event is ContainerStarted)
            _accounting.Tell(new AccountingActor.Began(id));
        else if (record.Event is ContainerRenamed renamed)
            _context.Runtime.Networks.Rename(id, renamed.Name);
        else if (record.Event is ContainerExited or ContainerRemoved)
        {
            _exits.Remove(id);
            _accounting.Tell(new AccountingActor.Gone(id));
        }
        if (record.Event is ContainerRemoved)
            _context.Runtime.Networks.Forget(id);
    }

    private void Touch(Guid id, (string Job, int Index)? member, Dictionary<Guid, HashSet<int>> batches)
    {
        if (!_model.Batches.TryGetValue(id, out BatchState? batch))
            return;
        if (!batches.TryGetValue(id, out HashSet<int>? members))
            batches[id] = members = [];
        if (member is { } which && batch.Ordinal(which.Job, which.Index) is >= 0 and int ordinal)
            members.Add(ordinal);
    }

    private void ApplyToAll(JournalRecord record, Dictionary<Guid, List<Step>> touched)
    {
        Dictionary<Guid, ContainerState> before = [];
        foreach (Guid id in _children.Keys)
        {
            if (_model.Containers.TryGetValue(id, out ContainerState? state))
                before[id] = state;
        }
        _model.Apply(record);
        foreach ((Guid id, ContainerState was) in before)
        {
            ContainerState? now = _model.Containers.GetValueOrDefault(id);
            if (ReferenceEquals(was, now))
                continue;
            if (!touched.TryGetValue(id, out List<Step>? steps))
                touched[id] = steps = [];
            steps.Add(new Step(record, was, now));
        }
        FreezeChanged(record.Time);
    }
}
