using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Namespaces;

/// <summary>
/// A command in the namespaces of another process. A process of several threads, as this one is, cannot enter a mount or
/// user namespace (setns(2)), so nsenter(1) of util-linux does it in our place.
/// </summary>
internal sealed class NsEnterVerb : Verb
{
    private static readonly string[] Places = ["/usr/bin/nsenter", "/bin/nsenter"];

    private static readonly Option Type =
        new("--type", "-t", "TYPE", "Only this kind (default: all that differ from here)") { Choices = NamespaceTable.Kinds, Repeats = true };

    public override string Name => "ns enter";

    public override string Summary => "Run a command in a process's namespaces; limits and filters do not follow (exec does that)";

    public override string Operands => "CONTAINER|PID [COMMAND [ARG...]]";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<Option> Options { get; } = [Type];

    public override async Task<int> RunAsync(Invocation call)
    {
        var pid = await ProcessOperand.FindAsync(call, call.Operands[0]);
        var process = $"/proc/{pid.ToString(CultureInfo.InvariantCulture)}";
        var given = call.Arguments.All(Type);
        var kinds = NamespaceTable.Kinds.Where(kind => given.Count > 0 ? given.Contains(kind) : IsOther(process, kind)).ToArray();
        if (NamespaceTable.Kinds.All(kind => NamespaceTable.Of(process, kind) is null))
        {
            throw new ProblemException(new Problem
            {
                Title = $"The namespaces of process {pid} cannot be entered",
                Detail = "It is gone, or hidden from you.",
                ExitCode = ExitCodes.NotFound,
            });
        }
        var nsenter = Array.Find(Places, File.Exists) ?? throw new ProblemException(new Problem
        {
            Title = "nsenter is missing",
            Detail = "It enters namespaces that a process of several threads cannot.",
            Next = "apt-get install util-linux",
            ExitCode = ExitCodes.CannotInvoke,
        });
        throw Execution.Replace(nsenter, Words(pid, kinds, ProcessOperand.Command(call.Operands.Skip(1))));
    }

    public static IReadOnlyList<string> Words(int pid, IReadOnlyCollection<string> kinds, IReadOnlyList<string> command)
    {
        List<string> words = ["--target", pid.ToString(CultureInfo.InvariantCulture)];
        foreach (var kind in kinds)
            words.Add(kind switch { "mnt" => "--mount", _ => $"--{kind}" });
        // Without ids of its own the caller would be nobody inside.
        if (kinds.Contains("user"))
            words.AddRange(["--setuid", "0", "--setgid", "0"]);
        if (kinds.Contains("mnt"))
            words.AddRange(["--root", "--wd"]);
        words.Add("--");
        words.AddRange(command.Count > 0 ? command : ["sh"]);
        return words;
    }

    private static bool IsOther(string process, string kind) =>
        NamespaceTable.Of(process, kind) is { } other && other != NamespaceTable.Of("/proc/self", kind);
}
