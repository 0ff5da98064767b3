using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

internal static class JobArrays
{
    public static int MemberCount(this JobDefinition job) => job.Items?.Count ?? job.Count;

    public static string? Item(this JobDefinition job, int index) =>
        job.Items is { } items && index < items.Count ? items[index] : null;

    public static string MemberName(string batch, string job, int index) => $"{batch}.{job}.{index}";
}
