using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class KillVerb : EachContainerVerb
{
    private static readonly Option Signal = new("--signal", "-s", "SIGNAL", "Signal for the init (default KILL, which goes to all processes)");

    private KillRequest _request = new();

    public override string Name => "kill";

    public override string Summary => "Send a signal to containers";

    public override IReadOnlyList<Option> Options { get; } = [Signal];

    protected override void Prepare(Invocation call) => _request = new KillRequest(call.Arguments.Signal(Signal) ?? 9);

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.KillAsync(name, _request, call.Cancel);
}
