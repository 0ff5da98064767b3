using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Whose limit an OOM kill came from. The counters are the container's own, so a kill for want of memory on the host is
/// not taken for one by the container's limit.
/// </summary>
internal static class OomVerdict
{
    /// <summary><c>container</c>, <c>node</c>, <c>host</c>, or null when nothing was killed.</summary>
    public static string? Level(OomCounts container, OomCounts nodeBefore, OomCounts nodeAfter)
    {
        if (container.Kills == 0)
            return null;
        if (container.LimitHits > 0)
            return "container";
        return nodeAfter.LimitHits > (nodeBefore.LimitHits ?? 0) ? "node" : "host";
    }
}
