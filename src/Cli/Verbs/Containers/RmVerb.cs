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

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.RemoveAsync(name, call.Arguments.Has(Force), call.Cancel, call.Arguments.Has(Volumes));
}
