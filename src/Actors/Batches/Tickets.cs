using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches;

/// <summary>What the scheduler is told of members.</summary>
internal static class Tickets
{
    public static Ticket Of(BatchRun run, IReadOnlyList<int> members, OrchestratorOptions options)
    {
        int first = members[0];
        MemberState member = run.State.Members[first];
        JobDefinition job = run.Job(first);
        return new Ticket
        {
            Pool = run.Pool,
            Members = members,
            Owner = run.State.ShareOwner(member.Job, options.ShareLabel),
            Class = job.ClassName,
            Priority = job.Priority,
            ReadySince = run.ReadySince.TryGetValue(first, out DateTimeOffset since) ? since : run.State.SubmittedAt,
            Each = options.Capacity.For(job.Template.Resources, member.MemoryBytes),
        };
    }

    /// <summary>The time before which nothing of the job starts; null: there is none.</summary>
    public static DateTimeOffset? NotBefore(BatchState batch, int job)
    {
        JobDefinition definition = batch.Definition.Jobs[job];
        DateTimeOffset? cron = definition.Cron is { } expression
            ? CronTimes.Next(expression, definition.TimeZone, batch.SubmittedAt)
            : null;
        return cron is { } at && definition.HoldUntil is { } until && until > at ? until : cron ?? definition.HoldUntil;
    }
}
