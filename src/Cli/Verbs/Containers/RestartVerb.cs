using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class RestartVerb : EachContainerVerb
{
    private StopRequest _request = new();

    public override string Name => "restart";

    public override string Summary => "Stop containers and start them again";

    public override IReadOnlyList<Option> Options { get; } = [StopVerb.Time];

    protected override void Prepare(Invocation call) =>
        _request = new StopRequest(call.Arguments.Time(StopVerb.Time)?.TotalSeconds);

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.RestartAsync(name, _request, call.Cancel);
}
