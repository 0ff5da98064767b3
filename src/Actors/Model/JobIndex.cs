using System.Runtime.CompilerServices;
using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>
/// Where each job of a batch stands in its definition. Every event of a member asks for it, and a batch may have
/// thousands of jobs.
/// </summary>
internal static class JobIndex
{
    // Beside the definition, which all states of a batch share: the states are values, and this is none of theirs.
    private static readonly ConditionalWeakTable<BatchDefinition, Dictionary<string, int>> Known = [];

    /// <summary>-1 if there is no such job.</summary>
    public static int Of(BatchDefinition definition, string job) =>
        Known.GetValue(definition, Index).TryGetValue(job, out int ordinal) ? ordinal : -1;

    private static Dictionary<string, int> Index(BatchDefinition definition)
    {
        Dictionary<string, int> index = new(definition.Jobs.Count, StringComparer.Ordinal);
        for (int i = 0; i < definition.Jobs.Count; i++)
            index.TryAdd(definition.Jobs[i].Name, i);
        return index;
    }
}
