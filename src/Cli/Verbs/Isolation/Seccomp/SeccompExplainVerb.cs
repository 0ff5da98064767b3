using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Values;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Explaining;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Cli.Verbs.Isolation.Seccomp;

internal sealed class SeccompExplainVerb : Verb
{
    private static readonly SeccompAbi[] Known = [SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.X32, SeccompAbi.Arm64];

    private static readonly Option Arch =
        new("--arch", null, "ARCH", "Only this way into the kernel: x86_64, x86, x32 or arm64 (default: all of this machine)")
        {
            Choices = ["x86_64", "x86", "x32", "arm64"],
        };

    private static readonly Option Abi = new("--open", null, "ARCH", "default only: as if seccomp-abi=ARCH had been given") { Repeats = true, Choices = ["x86", "x32"] };
    private static readonly Option CapAdd = new("--cap-add", null, "CAP", "As for a container with this capability") { Repeats = true };
    private static readonly Option CapDrop = new("--cap-drop", null, "CAP", "As for a container without it, or ALL") { Repeats = true };

    private static readonly IReadOnlyList<Column<SeccompAnswer>> Columns =
    [
        new("SYSCALL", a => a.Syscall),
        new("ARCH", a => a.Abi),
        new("NUMBER", a => a.Number?.ToString(CultureInfo.InvariantCulture) ?? "-", Right: true),
        new("WHEN", a => a.When),
        new("ACTION", a => a.Action),
        new("LINE", a => a.Line == 0 ? "-" : a.Line.ToString(CultureInfo.InvariantCulture), Right: true),
        new("DECIDED BY", a => a.DecidedBy),
    ];

    private static readonly IReadOnlyList<Column<SeccompGroup>> Groups =
    [
        new("ARCH", g => g.Abi),
        new("ACTION", g => g.Action),
        new("CALLS", g => g.Count.ToString(CultureInfo.InvariantCulture), Right: true),
        new("WHICH", g => string.Join(' ', g.Syscalls)),
    ];

    public override string Name => "seccomp explain";

    public override string Summary => "Say what a seccomp profile does with system calls, and which line decides";

    public override string Operands => "PROFILE [SYSCALL...]";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Arch, Abi, CapAdd, CapDrop, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (!CapabilitySet.TryResolve(call.Arguments.All(CapAdd), call.Arguments.All(CapDrop), out var capabilities, out var unknown))
            throw new UsageException($"'{unknown}' is no capability (capabilities(7))");
        var only = call.Arguments.Get(Arch) is { } arch ? Known.Single(abi => abi.Name == arch) : null;
        var machine = only is null ? SeccompMachine.Here : SeccompMachine.Of(only);
        var calls = call.Operands.Skip(1).Select(Call).ToArray();

        var open = call.Arguments.All(Abi).Select(name => Known.Single(abi => abi.Name == name)).ToArray();
        var (policy, held) = await ProfileOperand.FindAsync(call, call.Operands[0], capabilities, open);
        if (policy is null)
        {
            call.Out.Write("unconfined: no system call is filtered\n");
            return 0;
        }
        var profile = policy.Resolve(SeccompContext.Here(held) with { Machine = machine });
        IReadOnlyList<SeccompAbi> abis = only is null ? machine.Abis : [only];
        if (calls.Length == 0)
        {
            var groups = abis.SelectMany(abi => SeccompSummary.Of(profile, abi))
                .Select(row => new SeccompGroup(row.Abi.Name, row.Action, row.Calls.Count, row.Calls)).ToArray();
            call.Render.List(groups, Groups, IsolationJson.Indented.IReadOnlyListSeccompGroup);
            return 0;
        }
        var answers = calls.SelectMany(one => abis.SelectMany(abi => Explain(profile, abi, one))).Select(SeccompAnswer.Of).ToArray();
        call.Render.List(answers, Columns, IsolationJson.Indented.IReadOnlyListSeccompAnswer);
        foreach (var (name, _) in calls.Where(one => one.Number is null && answers.All(answer => answer.Syscall != one.Name)))
            call.Note($"orch: {string.Join(", ", abis)} {(abis.Count == 1 ? "has" : "have")} no system call {name}");
        return 0;
    }

    private static IEnumerable<ExplainedCall> Explain(SeccompProfile profile, SeccompAbi abi, (string Name, int? Number) call) =>
        call.Number is { } number ? SeccompExplainer.Explain(profile, abi, number) : SeccompExplainer.Explain(profile, abi, call.Name);

    private static (string Name, int? Number) Call(string word)
    {
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < SeccompAbi.X32Bit)
            return (word, number);
        if (SeccompMachine.IsSystemCall(word))
            return (word, null);
        var near = Suggestion.For(word, Known.SelectMany(abi => abi.Table.Numbers.Keys).Distinct());
        throw new UsageException($"'{word}' is no system call{(near is null ? "" : $"; did you mean {near}?")}", "seccomp explain");
    }
}
