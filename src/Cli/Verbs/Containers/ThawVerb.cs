using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Fleet;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class ThawVerb : EachContainerVerb
{
    public override string Name => "thaw";

    public override IReadOnlyList<string> Aliases => ["unpause", "unfreeze"];

    public override string Summary => "End your freeze of containers; they go on once nobody else holds them";

    public override IReadOnlyList<Option> Options { get; } = [LeaseOptions.Owner, LeaseOptions.Force];

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.ThawAsync(name, call.Cancel, call.Arguments.Get(LeaseOptions.Owner), call.Arguments.Has(LeaseOptions.Force));
}
