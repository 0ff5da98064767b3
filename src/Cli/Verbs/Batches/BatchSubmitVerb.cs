using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchSubmitVerb : Verb
{
    /// <summary>For scripts that may be run again after a failure.</summary>
    public static readonly Option Key = new(
        "--key", null, "KEY", "Submit nothing if you have submitted a batch with this key before; its name is told instead");

    private static readonly Option Hold = new("--hold", null, null, "Start nothing of it until: orch batch release BATCH");

    public override string Name => "batch submit";

    public override string Summary => "Submit a batch file and print the batch's name";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Key, Hold];

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
        if (call.Arguments.Has(Hold))
            foreach (var job in batch.Jobs)
                job.Hold = true;
        var key = call.Arguments.Get(Key) ?? Guid.NewGuid().ToString("N");
        var result = await daemon.Batches.SubmitAsync(batch, key, call.Cancel);
        // The answer was lost, perhaps not the batch: the same key asks again without submitting it twice.
        if (result.Problem is { } problem && Problems.IsUnreachable(problem))
        {
            await DaemonReturn.WaitAsync(call);
            result = await daemon.Batches.SubmitAsync(batch, key, call.Cancel);
        }
        return Invocation.Take(result);
    }
}
