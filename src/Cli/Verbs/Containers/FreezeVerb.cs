using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class FreezeVerb : EachContainerVerb
{
    public static Option Reason { get; } = new("--reason", null, "TEXT", "Why, for the audit");

    public static Option For { get; } = new("--for", null, "D", "Thaw by itself after that time");

    private FreezeRequest _request = new();

    public override string Name => "freeze";

    public override IReadOnlyList<string> Aliases => ["pause"];

    public override string Summary => "Freeze all processes of containers";

    public override IReadOnlyList<Option> Options { get; } = [Reason, For];

    protected override void Prepare(Invocation call) =>
        _request = new FreezeRequest(call.Arguments.Get(Reason), call.Arguments.Time(For)?.TotalSeconds);

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.FreezeAsync(name, _request, call.Cancel);
}
