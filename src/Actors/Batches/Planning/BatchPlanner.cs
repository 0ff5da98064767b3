using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches.Planning;

/// <summary>Plays what is there and the batch to come to the end, as if every member succeeded.</summary>
internal static class BatchPlanner
{
    /// <summary>What does not end within it is not looked for.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366);

    public static BatchPlan Plan(
        FleetSnapshot fleet, BatchDefinition definition, Caller caller, OrchestratorOptions options, DateTimeOffset now)
    {
        RunTimes times = new(fleet.Batches);
        Dictionary<Guid, DateTimeOffset?> started = fleet.Containers.Where(container => container.Lives)
            .ToDictionary(container => container.Id, container => container.StartedAt);
        Guid id = Guid.NewGuid();
        Dictionary<int, (DateTimeOffset Starts, DateTimeOffset Ends)> planned = [];
        List<int> order = [];
        int before = 0;
        // They are thought to run on: nobody knows how long.
        Demand outside = fleet.Containers.Aggregate(default(Demand), (sum, state) => sum + options.Capacity.Outside(state));
        Rehearsal rehearsal = new(options, fleet.Classes, now, (run, ordinal) => (times.Of(run.State.Definition, run.Job(ordinal)).Time, MemberPhase.Succeeded), outside)
        {
            Starting = (run, ordinal, ticket) =>
            {
                if (run.State.Id != id)
                {
                    before++;
                    return;
                }
                DateTimeOffset starts = ticket.StartedAt;
                planned[ordinal] = (starts, starts + times.Of(definition, run.Job(ordinal)).Time);
                order.Add(ordinal);
            },
        };
        foreach (BatchState batch in fleet.Batches.OrderBy(batch => batch.SubmittedSeq))
            rehearsal.Charge(batch);
        foreach (BatchState batch in fleet.Batches.Where(batch => batch is { Ended: false, Cancelling: false }).OrderBy(batch => batch.SubmittedSeq))
            rehearsal.Add(batch, member => Left(times, batch, member, started, now));
        JournalRecord record = new(
            0, now, null, null, definition.Name, caller, "", new BatchSubmitted(id, definition.Name, definition), []);
        BatchRun mine = rehearsal.Add(BatchEvolution.Submit(record, (BatchSubmitted)record.Event), _ => TimeSpan.Zero);
        rehearsal.Run(now + Horizon);
        return Tell(mine, definition, order, planned, before, times, fleet, rehearsal.Scheduler, Outsiders.Of(fleet.Containers, options.Capacity), now);
    }

    private static TimeSpan Left(
        RunTimes times, BatchState batch, MemberState member, Dictionary<Guid, DateTimeOffset?> started, DateTimeOffset now)
    {
        TimeSpan whole = times.Of(batch.Definition, batch.Definition.Jobs[member.Job]).Time;
        TimeSpan ran = member.ContainerId is { } id && started.GetValueOrDefault(id) is { } since ? now - since : TimeSpan.Zero;
        return ran < whole ? whole - ran : TimeSpan.Zero;
    }

    private static BatchPlan Tell(
        BatchRun mine, BatchDefinition definition, List<int> order, Dictionary<int, (DateTimeOffset Starts, DateTimeOffset Ends)> planned,
        int before, RunTimes times, FleetSnapshot fleet, Scheduler scheduler, Outsiders outsiders, DateTimeOffset now)
    {
        List<string> warnings = [];
        if (fleet.Freeze is not null)
            warnings.Add("The fleet is frozen: nothing starts before its thaw.");
        List<PlannedMember> members = [];
        foreach (int ordinal in order.Concat(Enumerable.Range(0, mine.State.Members.Count).Where(ordinal => !planned.ContainsKey(ordinal))))
        {
            MemberState member = mine.State.Members[ordinal];
            JobDefinition job = mine.Job(ordinal);
            (TimeSpan _, RunTimeBasis basis) = times.Of(definition, job);
            string name = JobArrays.MemberName(definition.Name, job.Name, member.Index);
            if (planned.TryGetValue(ordinal, out (DateTimeOffset Starts, DateTimeOffset Ends) span))
                members.Add(new PlannedMember(name, job.Name, member.Index, span.Starts, span.Ends, basis, null));
            else
                members.Add(new PlannedMember(name, job.Name, member.Index, null, null, basis, Why(mine, ordinal, scheduler, outsiders, now)));
        }
        foreach (int job in Enumerable.Range(0, definition.Jobs.Count))
        {
            if (mine.State.DeadlineOf(job) is not { } deadline)
                continue;
            DateTimeOffset? last = mine.MembersOf(job).Select(ordinal => planned.TryGetValue(ordinal, out var span) ? span.Ends : (DateTimeOffset?)null).Max();
            if (last > deadline)
                warnings.Add($"Job {definition.Jobs[job].Name} would end {Words.Span(last.Value - deadline)} after its deadline.");
        }
        bool all = members.All(member => member.Starts is not null || mine.State.Tally.Queued == 0);
        return new BatchPlan(
            definition.Name, now, members, all && planned.Count > 0 ? planned.Values.Max(span => span.Ends) : null, before, warnings);
    }

    private static string Why(BatchRun mine, int ordinal, Scheduler scheduler, Outsiders outsiders, DateTimeOffset now)
    {
        MemberState member = mine.State.Members[ordinal];
        if (member.Phase == MemberPhase.Skipped)
            return $"not if all goes well: {member.Reason}";
        if (MemberWaits.For(mine.State, member) is { } waits)
            return $"waits for {waits}";
        return mine.Tickets.TryGetValue(ordinal, out Ticket? ticket)
            ? $"waits for {scheduler.Explain(ticket, now, _ => "another job", outsiders)}"
            : "does not start within a year";
    }
}
