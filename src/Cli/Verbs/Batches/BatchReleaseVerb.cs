namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchReleaseVerb : Verb
{
    public override string Name => "batch release";

    public override string Summary => "Let go what is held of a batch, or a part of it";

    public override string Operands => "BATCH [JOB[.INDEX]]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var batch = Invocation.Take(await daemon.Batches.ReleaseAsync(call.Operands[0], BatchHoldVerb.PartOf(call), call.Cancel));
        call.Out.WriteLine(batch.Name);
        return 0;
    }
}
