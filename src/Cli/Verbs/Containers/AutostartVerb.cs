using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>What lxc-autostart does at boot: starts what is marked, in order and with the pauses that were asked for.</summary>
internal sealed class AutostartVerb : Verb
{
    private static readonly Option Groups = new("--groups", "-g", "A,B", "Only these groups, in this order; an empty one is of containers without a group");
    private static readonly Option All = new("--all", "-a", null, "Whatever their groups");
    private static readonly Option Ignore = new("--ignore-auto", "-A", null, "Also those that are not marked to be started");
    private static readonly Option List = new("--list", "-L", null, "Print names and delays, start nothing");

    public override string Name => "autostart";

    public override string Summary => "Start the containers that are marked for it (lxc.start.*), in their order";

    public override IReadOnlyList<Option> Options { get; } = [Groups, All, Ignore, List];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        var daemon = await call.DaemonAsync();
        var known = Invocation.Take(await daemon.Containers.ListAsync(all: true, null, call.Cancel));
        var (tried, failed) = (0, 0);
        foreach (var container in Choose(known, given.Get(Groups), given.Has(All), given.Has(Ignore)))
        {
            var delay = container.Autostart?.DelaySeconds ?? 0;
            if (given.Has(List))
            {
                call.Out.WriteLine($"{container.Name} {delay}");
                continue;
            }
            if (container.State != ContainerStates.Stopped)
                continue;
            tried++;
            var (view, problem) = await daemon.Containers.StartAsync(container.Name, call.Cancel);
            if (view is null)
            {
                failed++;
                call.Report(problem!);
            }
            else if (delay > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(delay), call.Surroundings.Time, call.Cancel);
            }
        }
        return failed == 0 ? 0 : failed == tried ? 1 : 2; // as lxc-autostart
    }

    private static IEnumerable<ContainerView> Choose(IReadOnlyList<ContainerView> known, string? groups, bool all, bool ignore)
    {
        var marked = known.Where(c => ignore || c.Autostart?.Auto == true)
            .OrderBy(c => c.Autostart?.Order ?? 0).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        if (all)
            return marked;
        return (groups ?? "").Split(',').SelectMany(group => marked.Where(c => Has(c, group.Trim()))).DistinctBy(c => c.Name);
    }

    private static bool Has(ContainerView container, string group) =>
        group.Length == 0 ? container.Autostart is not { Groups.Count: > 0 } : container.Autostart?.Groups.Contains(group) == true;
}
