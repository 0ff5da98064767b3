using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Fleet;

namespace Orchestrator.Cli.Verbs.Fleet;

/// <summary>Whom a fleet-wide operation concerns.</summary>
internal static class FleetOptions
{
    private static readonly Option All = new("--all", "-a", null, "All containers of the node");
    private static readonly Option Selector = new("--selector", null, "K=V,K2!=V2", "Containers with these labels (also name, image, batch, job)");
    private static readonly Option DryRun = new("--dry-run", null, null, "Only say whom it would concern");

    public static IReadOnlyList<Option> Freeze { get; } =
        
        [All, Selector, LeaseOptions.For, LeaseOptions.Until, LeaseOptions.Reason, LeaseOptions.Owner, DryRun, GlobalOptions.Format];

    public static IReadOnlyList<Option> Thaw { get; } = 
        [All, Selector, LeaseOptions.Owner, LeaseOptions.Force, DryRun, GlobalOptions.Format];

    public static FleetFreezeRequest Read(Arguments given, string verb, TimeProvider time)
    {
        var request = new FleetFreezeRequest
        {
            All = given.Has(All),
            Selector = given.Get(Selector),
            Reason = given.Get(LeaseOptions.Reason),
            ForSeconds = given.Time(LeaseOptions.For)?.TotalSeconds,
            Until = LeaseOptions.ReadUntil(given, time),
            Owner = given.Get(LeaseOptions.Owner),
            Force = given.Has(LeaseOptions.Force),
            DryRun = given.Has(DryRun),
        };
        return request.All != request.Selector is not null
            ? request
            : throw new UsageException("say whom it concerns: either --all or --selector K=V", verb);
    }
}
