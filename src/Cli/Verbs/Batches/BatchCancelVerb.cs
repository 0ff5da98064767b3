namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchCancelVerb : Verb
{
    public override string Name => "batch cancel";

    public override string Summary => "Stop what runs of a batch, and start nothing more of it";

    public override string Operands => "BATCH";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var batch = Invocation.Take(await daemon.Batches.CancelAsync(call.Operands[0], call.Cancel));
        call.Out.WriteLine(batch.Name);
        return 0;
    }
}
