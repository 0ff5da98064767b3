using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class StopVerb : EachContainerVerb
{
    public static Option Time { get; } = new("--time", "-t", "D", "Time between the stop signal and SIGKILL");

    private StopRequest _request = new();

    public override string Name => "stop";

    public override string Summary => "Ask containers to end, and kill those that do not in time";

    public override IReadOnlyList<Option> Options { get; } = [Time];

    protected override void Prepare(Invocation call) =>
        _request = new StopRequest(call.Arguments.Time(Time)?.TotalSeconds);

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.StopAsync(name, _request, call.Cancel);
}
