namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>A limit: what the group says itself, what binds it in the end, and which group says that.</summary>
internal sealed record CgroupLimit(double? Own, double? Effective, string? From)
{
    public static CgroupLimit None { get; } = new(null, null, null);

    /// <summary>The lower one binds, whichever group has it.</summary>
    public CgroupLimit Below(double? own, string path) => own is { } value && (Effective is null || value <= Effective)
        ? new CgroupLimit(own, own, path)
        : new CgroupLimit(own, Effective, From);
}
