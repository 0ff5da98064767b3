using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchSubmitVerb : Verb
{
    public override string Name => "batch submit";

    public override string Summary => "Submit a batch file and print the batch's name";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override async Task<int> RunAsync(Invocation call)
    {
        var accepted = await SubmitAsync(call, BatchFiles.Read(call.Operands[0]));
        call.Out.WriteLine(accepted.Name);
        return 0;
    }

    public static async Task<BatchAccepted> SubmitAsync(Invocation call, BatchDefinition batch)
    {
        var daemon = await call.DaemonAsync();
        BatchFiles.MakeOutputFolders(batch);
        var key = Guid.NewGuid();
        var result = await daemon.Batches.SubmitAsync(batch, key, again: false, call.Cancel);
        // The answer was lost, perhaps not the batch: the same key asks again without submitting it twice.
        if (result.Problem is { } problem && Problems.IsUnreachable(problem))
        {
            await DaemonReturn.WaitAsync(call);
            result = await daemon.Batches.SubmitAsync(batch, key, again: true, call.Cancel);
        }
        return Invocation.Take(result);
    }
}
