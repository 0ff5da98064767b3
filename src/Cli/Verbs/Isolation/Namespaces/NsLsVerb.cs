using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Isolation.Namespaces;

/// <summary>What lsns(8) does, as one tree; with the caller's rights, without a daemon.</summary>
internal sealed class NsLsVerb : Verb
{
    private static readonly Option Type =
        new("--type", "-t", "TYPE", "Only this kind") { Choices = NamespaceTable.Kinds, Repeats = true };

    private static readonly IReadOnlyList<Column<NamespaceView>> Columns =
    [
        new("NAMESPACE", n => $"{new string(' ', 2 * n.Depth)}{n.Type}:{Text(n.Ns)}", Machine: n => Text(n.Ns)),
        new("TYPE", n => n.Type),
        new("PROCESSES", n => Text((ulong)n.Processes), Right: true),
        new("PID", n => n.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-", Right: true, n => n.Pid?.ToString(CultureInfo.InvariantCulture) ?? ""),
        new("OWNER", n => n.Owner is { } owner ? Text(owner) : "-", Machine: n => n.Owner is { } owner ? Text(owner) : ""),
        new("PARENT", n => n.Parent is { } parent ? Text(parent) : "-", Machine: n => n.Parent is { } parent ? Text(parent) : ""),
        new("MADE BY", n => n.OwnerUid is { } uid ? $"uid {Text(uid)}" : "-", Machine: n => n.OwnerUid is { } uid ? Text(uid) : ""),
        new("COMMAND", n => n.Command ?? "-", Machine: n => n.Command ?? ""),
    ];

    public override string Name => "ns ls";

    public override string Summary => "Show namespaces as a tree of who owns which (lsns)";

    public override string Operands => "[CONTAINER|PID]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Type, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        int? of = call.Operands.Count == 0 ? null : await ProcessOperand.FindAsync(call, call.Operands[0]);
        var kinds = call.Arguments.All(Type);
        var found = NamespaceTable.Read(call.Cancel).Where(view => kinds.Count == 0 || kinds.Contains(view.Type));
        if (of is { } pid)
        {
            var process = $"/proc/{pid.ToString(CultureInfo.InvariantCulture)}";
            var own = NamespaceTable.Kinds.ToDictionary(kind => kind, kind => NamespaceTable.Of(process, kind));
            if (own.Values.All(number => number is null))
                throw new ProblemException(new Contracts.Problem
                {
                    Title = $"The process {pid} cannot be looked at",
                    Detail = "It is gone, or its namespaces are hidden from you.",
                    ExitCode = ExitCodes.NotFound,
                });
            found = found.Where(view => own[view.Type] == view.Ns);
        }
        call.Render.List([.. found], Columns, IsolationJson.Indented.IReadOnlyListNamespaceView);
        return 0;
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
