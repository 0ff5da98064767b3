using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class NetworkRmVerb : EachVerb
{
    public override string Name => "network rm";

    public override string Summary => "Remove networks that no container has";

    protected override async Task<Problem?> DoAsync(Invocation call, OrchClient daemon, string name) =>
        (await daemon.Networks.RemoveAsync(name, call.Cancel)).Problem;
}
