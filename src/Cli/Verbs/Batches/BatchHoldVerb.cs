using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchHoldVerb : Verb
{
    public override string Name => "batch hold";

    public override string Summary => "Start nothing more of a batch, or of a part of it, until it is released; what runs goes on";

    public override string Operands => "BATCH [JOB[.INDEX]]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var batch = Invocation.Take(await daemon.Batches.HoldAsync(call.Operands[0], PartOf(call), call.Cancel));
        call.Out.WriteLine(batch.Name);
        return 0;
    }

    public static BatchPart PartOf(Invocation call)
    {
        var part = call.Operands.Count > 1 ? call.Operands[1] : null;
        // As `ps` prints it: BATCH.JOB.INDEX.
        var prefix = call.Operands[0] + ".";
        return new BatchPart { Part = part?.StartsWith(prefix, StringComparison.Ordinal) == true ? part[prefix.Length..] : part };
    }
}
