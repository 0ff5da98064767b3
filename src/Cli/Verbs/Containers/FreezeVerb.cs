using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Fleet;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class FreezeVerb : EachContainerVerb
{
    private FreezeRequest _request = new();

    public override string Name => "freeze";

    public override IReadOnlyList<string> Aliases => ["pause"];

    public override string Summary => "Freeze all processes of containers";

    public override IReadOnlyList<Option> Options { get; } = 
        [LeaseOptions.For, LeaseOptions.Until, LeaseOptions.Reason, LeaseOptions.Owner];

    protected override void Prepare(Invocation call) =>
        _request = new FreezeRequest(
            call.Arguments.Get(LeaseOptions.Reason), call.Arguments.Time(LeaseOptions.For)?.TotalSeconds, call.Arguments.Get(LeaseOptions.Owner))
        {
            Until = LeaseOptions.ReadUntil(call.Arguments, call.Surroundings.Time),
        };

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.FreezeAsync(name, _request, call.Cancel);
}
