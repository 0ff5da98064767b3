using System.Runtime.InteropServices;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchRunVerb : Verb, IHandlesSignals
{
    public override string Name => "batch run";

    public override string Summary => "Submit a batch file, show its progress, end with 0 only if all jobs succeeded";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } =
        [GlobalOptions.Quiet with { Help = "No progress, no table; only the exit code" }, GlobalOptions.Format, GlobalOptions.NoTruncate, BatchSubmitVerb.Key];

    public override async Task<int> RunAsync(Invocation call)
    {
        var quiet = call.Arguments.All(Options[0]).Count > 0;
        var definition = BatchFiles.Read(call.Operands[0]);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        BatchAccepted? accepted = null;
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });
        try
        {
            accepted = await BatchSubmitVerb.SubmitAsync(call, definition);
            if (accepted.Name != definition.Name)
                call.Note($"orch: a batch {definition.Name} exists already; this one is {accepted.Name}");
            var view = await BatchWatch.ToEndAsync(call, accepted.Name, progress: !quiet, interrupted.Token);
            if (!quiet)
                BatchSummary.Write(call, view);
            return view.State == BatchStates.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested && accepted is not null)
        {
            call.Note($"orch: the batch {accepted.Name} goes on without you");
            call.Note($"  watch: orch batch wait {accepted.Name}{RootWords(call)}");
            call.Note($"  stop:  orch batch cancel {accepted.Name}{RootWords(call)}");
            return ExitCodes.Interrupted;
        }
    }

    private static string RootWords(Invocation call) =>
        call.Arguments.Get(GlobalOptions.Root) is { } root ? $" --root {root}" : "";
}
