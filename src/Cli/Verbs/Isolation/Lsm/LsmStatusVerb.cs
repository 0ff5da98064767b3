using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Isolation.Lsm;

internal sealed class LsmStatusVerb : Verb
{
    private static readonly IReadOnlyList<Column<LsmView>> Columns =
    [
        new("MODULE", v => v.Module),
        new("STATE", v => v.State),
        new("LABEL", v => v.Label ?? "-", Machine: v => v.Label ?? ""),
        new("DETAILS", v => v.Details),
    ];

    public override string Name => "lsm status";

    public override string Summary => "Show the kernel's security modules, and how a process is labelled";

    public override string Operands => "[CONTAINER|PID]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var pid = call.Operands.Count == 0 ? Environment.ProcessId : await ProcessOperand.FindAsync(call, call.Operands[0]);
        call.Render.List(
            LsmStatus.Read($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}"), Columns, IsolationJson.Indented.IReadOnlyListLsmView);
        return 0;
    }
}
