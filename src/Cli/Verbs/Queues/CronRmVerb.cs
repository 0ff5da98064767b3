namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class CronRmVerb : Verb
{
    public override string Name => "cron rm";

    public override string Summary => "Remove schedules; the batches that they have submitted stay";

    public override string Operands => "NAME...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        foreach (var name in call.Operands)
        {
            Invocation.Take(await daemon.Queue.RemoveScheduleAsync(name, call.Cancel));
            call.Out.WriteLine(name);
        }
        return 0;
    }
}
