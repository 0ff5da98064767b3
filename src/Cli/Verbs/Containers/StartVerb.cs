using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class StartVerb : EachContainerVerb
{
    public override string Name => "start";

    public override string Summary => "Start containers that do not run";

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.StartAsync(name, call.Cancel);
}
