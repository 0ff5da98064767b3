namespace Orchestrator.Isolation.Runtime;

/// <summary>Unfrozen names each task that did not follow in time (<c>pid comm state</c>); empty is success.</summary>
public sealed record FreezeOutcome(bool Done, TimeSpan Took, IReadOnlyList<string> Unfrozen, string? Problem)
{
    /// <summary>
    /// Of a freeze of the node that is done: the containers with tasks that have not followed yet, and those tasks. The kernel
    /// freezes them as soon as they can be; all others stand still.
    /// </summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<string>> Stuck { get; init; } = new Dictionary<Guid, IReadOnlyList<string>>();
}
