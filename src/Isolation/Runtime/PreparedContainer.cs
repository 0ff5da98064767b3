namespace Orchestrator.Isolation.Runtime;

/// <summary>What preparation fixed for the life of a container; stored in the journal with its creation.</summary>
/// <param name="IdRangeBase">First host uid and gid of the container's range; 0 with the host's user namespace.</param>
/// <param name="IdRangeLength">Number of ids in the range.</param>
/// <param name="ImageDigest">Digest of the image's content, so that a later re-creation of the name changes nothing.</param>
public sealed record PreparedContainer(uint IdRangeBase, uint IdRangeLength, string? ImageDigest)
{
    /// <summary>The SELinux level that no other container of the node has; null where SELinux was not active.</summary>
    public string? SelinuxLevel { get; init; }

    /// <summary>The interfaces, one for each of the spec's; null where it has none.</summary>
    public IReadOnlyList<PreparedNetwork>? Networks { get; init; }

    /// <summary>The ports of the host that lead to it, each chosen; null where there are none.</summary>
    public IReadOnlyList<Spec.PortSpec>? Ports { get; init; }
}
