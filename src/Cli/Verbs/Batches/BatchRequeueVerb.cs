namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchRequeueVerb : Verb
{
    public override string Name => "batch requeue";

    public override string Summary => "End what runs of a batch, or of a part of it, and put it back into the queue, with what failed";

    public override string Operands => "BATCH [JOB[.INDEX]]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var part = BatchHoldVerb.PartOf(call);
        part.Running = true;
        var batch = Invocation.Take(await daemon.Batches.RequeueAsync(call.Operands[0], part, call.Cancel));
        call.Out.WriteLine(batch.Name);
        return 0;
    }
}
