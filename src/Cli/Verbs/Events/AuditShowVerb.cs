using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Events;

internal sealed class AuditShowVerb : Verb
{
    public override string Name => "audit show";

    public override string Summary => "Show all that happened to a container or batch, removed ones too";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var name = call.Operands[0];
        var daemon = await call.DaemonAsync();
        var printer = new EventPrinter(call, ends: true);
        var found = await PrintAsync(call, daemon, printer, new EventQuery { AfterSeq = 0, Container = name })
            || await PrintAsync(call, daemon, printer, new EventQuery { AfterSeq = 0, Batch = name });
        if (found)
            return 0;
        return call.Report(new Contracts.Problem
        {
            Title = $"The journal knows no container or batch '{name}'",
            Next = "List what there is: orch ps -a, orch batch ls; or all events: orch events --since 0 --until now",
        });
    }

    private static async Task<bool> PrintAsync(Invocation call, OrchClient daemon, EventPrinter printer, EventQuery query)
    {
        var any = false;
        await foreach (var (view, problem) in daemon.Events.ReadAsync(query, null, call.Cancel))
        {
            if (view is null)
                throw new ProblemException(problem!);
            any = true;
            printer.Write(view);
        }
        return any;
    }
}
