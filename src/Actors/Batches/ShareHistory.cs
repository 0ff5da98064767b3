using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches;

/// <summary>What ended members have used, for the fair share: over a restart it is known from their records.</summary>
internal static class ShareHistory
{
    /// <summary>After so many half-lives less than a thousandth is left.</summary>
    private const int Forgotten = 10;

    public static void Charge(Scheduler scheduler, BatchState batch, OrchestratorOptions options, DateTimeOffset now)
    {
        DateTimeOffset at = batch.FinishedAt ?? now;
        if (now - at > options.Scheduling.HalfLife * Forgotten)
            return;
        for (int job = 0; job < batch.Definition.Jobs.Count; job++)
        {
            JobDefinition definition = batch.Definition.Jobs[job];
            double seconds = 0;
            for (int i = 0; i < definition.MemberCount(); i++)
                seconds += batch.Members[batch.Offsets[job] + i].Exit?.RunTime?.TotalSeconds ?? 0;
            if (seconds > 0)
                scheduler.Charge(batch.ShareOwner(job, options.ShareLabel), seconds, options.Capacity.For(definition.Template.Resources, null), at);
        }
    }
}
