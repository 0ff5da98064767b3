using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumePruneVerb : Verb
{
    private static readonly Option All = new("--all", "-a", null, "Those that somebody named, too");

    public override string Name => "volume prune";

    public override string Summary => "Remove volumes that nobody named and no container mounts";

    public override IReadOnlyList<Option> Options { get; } = [All, GlobalOptions.Filter];

    public override async Task<int> RunAsync(Invocation call)
    {
        var filter = new VolumeFilter(call.Arguments);
        var daemon = await call.DaemonAsync();
        var all = call.Arguments.Has(All);
        var code = 0;
        foreach (var volume in Invocation.Take(await daemon.Volumes.ListAsync(call.Cancel)).Where(volume => volume.UsedBy.Count == 0 && (all || volume.Anonymous) && filter.Fits(volume)))
        {
            // Whoever mounts it meanwhile keeps it: the daemon looks again.
            var (removed, problem) = await daemon.Volumes.RemoveAsync(volume.Name, call.Cancel);
            if (removed is null)
                code = call.Report(problem!);
            else
                call.Out.WriteLine(removed.Name);
        }
        return code;
    }
}
