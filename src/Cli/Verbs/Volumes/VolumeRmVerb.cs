using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeRmVerb : EachVerb
{
    public override string Name => "volume rm";

    public override string Summary => "Remove volumes that no container mounts, with all they hold";

    protected override async Task<Problem?> DoAsync(Invocation call, OrchClient daemon, string name) =>
        (await daemon.Volumes.RemoveAsync(name, call.Cancel)).Problem;
}
