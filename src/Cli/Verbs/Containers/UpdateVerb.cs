using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class UpdateVerb : EachContainerVerb
{
    private ResourceRequest _request = new();

    public override string Name => "update";

    public override string Summary => "Change limits, weights and device rules of containers, running ones too";

    public override IReadOnlyList<Option> Options => ResourceOptions.All;

    protected override void Prepare(Invocation call)
    {
        _request = ResourceOptions.Read(call.Arguments);
        if (_request == new ResourceRequest())
            throw new UsageException("nothing to change: give at least one limit, such as --memory 64M", Name);
    }

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.UpdateAsync(name, _request, call.Cancel);
}
