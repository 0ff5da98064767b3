using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchWaitVerb : Verb
{
    public override string Name => "batch wait";

    public override string Summary => "Wait for a batch to end; 0 only if all jobs succeeded";

    public override string Operands => "BATCH";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } =
        [GlobalOptions.Timeout, GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var quiet = call.Arguments.Has(GlobalOptions.Quiet);
        using var limit = TimeLimit.Of(call);
        try
        {
            var batch = await BatchWatch.ToEndAsync(call, call.Operands[0], progress: !quiet, limit.Token);
            if (!quiet)
                BatchSummary.Write(call, batch);
            return batch.State == BatchStates.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            call.Note($"orch: the batch {call.Operands[0]} has not ended within the time limit; it goes on");
            return ExitCodes.TimedOut;
        }
    }
}
