using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Batches;

/// <summary>Makes what users see of a batch.</summary>
internal static class BatchViews
{
    /// <param name="container">Finds the container of a member; null leaves the members out.</param>
    public static BatchView View(BatchState batch, Func<Guid, ContainerView?>? container, int defaultConcurrency) => new()
    {
        Id = batch.Id,
        Name = batch.Name,
        State = batch.Phase,
        Counts = batch.Tally.ToCounts(),
        Owner = batch.Owner,
        SubmittedAt = batch.SubmittedAt,
        StartedAt = batch.StartedAt,
        FinishedAt = batch.FinishedAt,
        Concurrency = batch.Definition.Concurrency ?? defaultConcurrency,
        Jobs = container is null ? [] : Members(batch, container),
    };

    private static List<MemberView> Members(BatchState batch, Func<Guid, ContainerView?> container)
    {
        List<MemberView> views = new(batch.Members.Count);
        foreach (MemberState member in batch.Members)
        {
            JobDefinition job = batch.Definition.Jobs[member.Job];
            views.Add(new MemberView(
                JobArrays.MemberName(batch.Name, job.Name, member.Index), job.Name, member.Index, job.Item(member.Index),
                member.Phase, member.Attempts, member.Exit, member.RetryAt, WaitingFor(batch, member),
                member.Reason, member.ContainerId is { } id ? container(id) : null));
        }
        return views;
    }

    private static string? WaitingFor(BatchState batch, MemberState member) => member.Phase switch
    {
        MemberPhase.Queued => MemberWaits.For(batch, member) ?? "a free place",
        MemberPhase.Retrying => MemberWaits.For(batch, member) ?? "its next attempt",
        _ => null,
    };
}
