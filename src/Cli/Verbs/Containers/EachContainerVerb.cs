using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>A verb that does one thing to each container that is named.</summary>
internal abstract class EachContainerVerb : EachVerb
{
    public override string Operands => "CONTAINER...";

    protected abstract Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name);

    protected sealed override async Task<Problem?> DoAsync(Invocation call, OrchClient daemon, string name) =>
        (await DoAsync(call, daemon.Containers, name)).Problem;
}
