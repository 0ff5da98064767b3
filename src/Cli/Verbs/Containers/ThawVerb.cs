using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class ThawVerb : EachContainerVerb
{
    public override string Name => "thaw";

    public override IReadOnlyList<string> Aliases => ["unpause", "unfreeze"];

    public override string Summary => "Let frozen containers go on";

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.ThawAsync(name, call.Cancel);
}
