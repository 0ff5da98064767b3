using Akka.Actor;
using System.Globalization;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Batches;

/// <summary>Hold, release, requeue, and the classes.</summary>
internal sealed partial class QueueActor
{
    private readonly Dictionary<string, JobClass> _classes = new(StringComparer.Ordinal);

    private JobClass ClassOf(string name) => _classes.GetValueOrDefault(name) ?? JobClass.Default(name);

    private void Take(JobClass known)
    {
        _classes[known.Name] = known;
        _scheduler.Limit(known.Name, known.Concurrency);
        Release();
    }

    private void SetClass(SetClass set)
    {
        if (NameRule.Problem("class", set.Name) is { } problem)
        {
            Sender.Tell(new Refusal(RefusalKind.Invalid, problem));
            return;
        }
        if (set.Concurrency is < 0 || set.Weight is < 1 or > JobClass.MaxWeight)
        {
            Sender.Tell(new Refusal(
                RefusalKind.Invalid, $"A class has a concurrency of 1 or more (0: none of its own) and a weight of 1 to {JobClass.MaxWeight}."));
            return;
        }
        JobClass before = ClassOf(set.Name);
        JobClass next = before with
        {
            Concurrency = set.Concurrency switch { null => before.Concurrency, 0 => null, { } limit => limit },
            Weight = set.Weight ?? before.Weight,
        };
        Ask([new Entry(new QueueClassSet(next), set.Caller, set.Cause)], QueueView);
    }

    private void Hold(HoldBatch hold) => OfPart(hold.Batch, hold.Part, (run, job, index) =>
        Order(run, hold, run.State.Holds.Contains(BatchState.HoldName(job, index)) ? [] : [new BatchHeld(run.State.Id, job, index)]));

    private void Unhold(ReleaseBatch release) => OfPart(release.Batch, release.Part, (run, job, index) =>
    {
        string name = BatchState.HoldName(job, index);
        bool held = name.Length == 0
            ? !run.State.Holds.IsEmpty
            : run.State.Holds.Any(hold => hold == name || hold.StartsWith(name + ".", StringComparison.Ordinal));
        if (held || run.State.Holds.IsEmpty || name.Length == 0)
            Order(run, release, held ? [new BatchReleased(run.State.Id, job, index)] : []);
        else
            Sender.Tell(new Refusal(
                RefusalKind.Conflict,
                $"{release.Part} is not held by itself; held of batch {run.State.Name} is {string.Join(", ", run.State.Holds.Select(hold => hold.Length == 0 ? "all" : hold))}. Release that."));
    });

    private void Requeue(RequeueBatch requeue) => OfPart(requeue.Batch, requeue.Part, (run, job, index) =>
    {
        if (run.State is { Cancelling: true, Ended: false })
        {
            Sender.Tell(new Refusal(RefusalKind.Conflict, $"Batch {run.State.Name} is being cancelled. Wait for its end: orch batch wait."));
            return;
        }
        List<IBatchEvent> events = [];
        foreach (MemberState member in run.State.Members)
        {
            string of = run.State.Definition.Jobs[member.Job].Name;
            bool wanted = (job is null || of == job) && (index is null || member.Index == index) && member.Phase switch
            {
                MemberPhase.Failed or MemberPhase.Cancelled or MemberPhase.Skipped => true,
                MemberPhase.Succeeded => requeue.Succeeded,
                MemberPhase.Running => requeue.Running && member is { Requeued: false, Undecided: false },
                _ => false,
            };
            if (wanted)
                events.Add(new JobRequeued(run.State.Id, of, member.Index));
        }
        if (events.Count == 0)
            Sender.Tell(new Refusal(RefusalKind.Conflict, $"Nothing of {requeue.Batch}{(requeue.Part is { } part ? "." + part : "")} can be put back into the queue: {Standing(run.State.Tally)}."));
        else
            Order(run, requeue, events);
    });

    private static string Standing(Tally tally) => string.Join(", ", new[]
    {
        (tally.Queued, "wait"), (tally.Running, "run"), (tally.Retrying, "are due for a retry"), (tally.Succeeded, "succeeded"),
        (tally.Failed, "failed"), (tally.Cancelled, "were cancelled"), (tally.Skipped, "were skipped"),
    }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {part.Item2}"));

    private void Order(BatchRun run, ICommand command, IReadOnlyList<IBatchEvent> events)
    {
        Guid id = run.State.Id;
        if (events.Count == 0)
            Sender.Tell(View(run));
        else
        {
            // The batch must not end while members of it are on their way back into the queue.
            run.Ordered++;
            Ask(
                [.. events.Select(what => new Entry(what, command.Caller, command.Cause, Batch: run.State.Name))],
                () =>
                {
                    Settled(run);
                    return View(_runs[id]);
                },
                refused: () => Settled(run));
        }
    }

    private void Settled(BatchRun run)
    {
        run.Ordered--;
        if (_open.Contains(run))
            Advance(run, []);
    }

    /// <summary>Finds the batch, and what of it is meant: all, JOB or JOB.INDEX.</summary>
    private void OfPart(string batch, string? part, Action<BatchRun, string?, int?> then)
    {
        if (Find(batch) is not { } run)
        {
            Sender.Tell(NoBatch(batch));
            return;
        }
        string[] names = part?.Split('.') ?? [];
        int index = -1;
        bool sound = names.Length switch
        {
            0 => true,
            1 => run.State.JobOrdinal(names[0]) >= 0,
            2 => run.State.JobOrdinal(names[0]) is >= 0 and int job
                && int.TryParse(names[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)
                && index < run.State.Definition.Jobs[job].MemberCount(),
            _ => false,
        };
        if (sound)
            then(run, names.Length > 0 ? names[0] : null, names.Length > 1 ? index : null);
        else
            Sender.Tell(new Refusal(RefusalKind.NotFound, $"Batch {run.State.Name} has no {part}. See: orch batch show {run.State.Name}."));
    }
}
