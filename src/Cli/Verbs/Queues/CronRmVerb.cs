using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class CronRmVerb : EachVerb
{
    public override string Name => "cron rm";

    public override string Summary => "Remove schedules; the batches that they have submitted stay";

    protected override async Task<Problem?> DoAsync(Invocation call, OrchClient daemon, string name) =>
        (await daemon.Queue.RemoveScheduleAsync(name, call.Cancel)).Problem;
}
