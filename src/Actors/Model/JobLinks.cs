namespace Orchestrator.Actors.Model;

/// <summary>What one job comes after, by ordinals.</summary>
internal sealed record JobLinks(
    IReadOnlyList<JobLink> After, IReadOnlyList<JobLink> AfterOk, IReadOnlyList<JobLink> AfterFailed, IReadOnlyList<JobLink> AfterAny)
{
    /// <summary>Its members wait for members with the same index, so that each becomes ready by itself.</summary>
    public bool ByMember { get; } = After.Concat(AfterOk).Concat(AfterFailed).Concat(AfterAny).Any(link => link.Index == Dependency.Same);

    public IEnumerable<JobLink> All => After.Concat(AfterOk).Concat(AfterFailed).Concat(AfterAny);
}
