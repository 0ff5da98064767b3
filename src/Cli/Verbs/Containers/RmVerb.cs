using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class RmVerb : EachContainerVerb
{
    private static readonly Option Force = new("--force", "-f", null, "Kill them first if they run");
    private static readonly Option Volumes = new("--volumes", "-v", null, "With the volumes that nobody named and no other container mounts");

    public override string Name => "rm";

    public override IReadOnlyList<string> Aliases => ["remove", "destroy"];

    public override string Summary => "Remove containers with everything they wrote";

    public override IReadOnlyList<Option> Options { get; } = [Force, Volumes];

    protected override async Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name)
    {
        var volumes = call.Arguments.Has(Volumes) ? await AnonymousAsync(call, api, name) : [];
        var removed = await api.RemoveAsync(name, call.Arguments.Has(Force), call.Cancel);
        if (removed.Value is null || volumes.Count == 0)
            return removed;
        var daemon = await call.DaemonAsync();
        foreach (var volume in volumes)
        {
            if (await daemon.Volumes.RemoveAsync(volume, call.Cancel) is { Value: null, Problem: { } problem })
                call.Report(problem);
        }
        return removed;
    }

    private static async Task<IReadOnlyList<string>> AnonymousAsync(Invocation call, ContainersApi api, string name)
    {
        // A part of an id names it as well.
        if ((await api.GetAsync(name, call.Cancel)).Value is not { } container)
            return [];
        var daemon = await call.DaemonAsync();
        return [.. Invocation.Take(await daemon.Volumes.ListAsync(call.Cancel)).Where(volume => volume is { Anonymous: true, UsedBy: [var only] } && only == container.Name)
            .Select(volume => volume.Name)];
    }
}
