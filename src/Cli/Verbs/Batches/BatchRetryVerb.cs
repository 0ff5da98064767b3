using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchRetryVerb : Verb
{
    private static readonly Option All = new("--all", null, null, "Run again what succeeded too");

    public override string Name => "batch retry";

    public override string Summary => "Run again what failed, was cancelled or skipped of a batch, or of a part of it";

    public override string Operands => "BATCH [JOB[.INDEX]]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [All];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var part = BatchHoldVerb.PartOf(call);
        part.Succeeded = call.Arguments.Has(All);
        var batch = Invocation.Take(await daemon.Batches.RequeueAsync(call.Operands[0], part, call.Cancel));
        call.Out.WriteLine(batch.Name);
        return 0;
    }
}
