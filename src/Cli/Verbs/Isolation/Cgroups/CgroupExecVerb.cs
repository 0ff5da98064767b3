using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgexec(1) does: this process goes into the group and becomes the command.</summary>
internal sealed class CgroupExecVerb : Verb
{
    public override string Name => "cgroup exec";

    public override string Summary => "Run a command in a cgroup (cgexec)";

    private static readonly Option Sticky = new("--sticky", null, null, "Taken for cgexec's sake: no daemon here moves processes by rules");

    public override string Operands => "[PATH] COMMAND [ARG...]";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, CgroupPlaces.Of, Sticky];

    public override async Task<int> RunAsync(Invocation call)
    {
        var (places, words) = await CgroupPlaces.FindAsync(call, Name);
        var command = ProcessOperand.Command(words);
        if (command.Count == 0)
            throw new UsageException("a COMMAND is wanted", Name);
        var program = Find(command[0], call.Surroundings.Environment.GetValueOrDefault("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            ?? throw new ProblemException(new Problem { Title = $"{command[0]}: command not found", ExitCode = ExitCodes.NotFound });
        // "0" is the writer itself, with all its threads (cgroups(7)).
        foreach (var (_, directory) in places)
            CgroupFile.Write($"{directory}/cgroup.procs", "0");
        throw Execution.Replace(program, [.. command.Skip(1)]);
    }

    private static string? Find(string name, string path) => name.Contains('/', StringComparison.Ordinal)
        ? (File.Exists(name) ? name : null)
        : path.Split(':').Select(directory => Path.Combine(directory.Length == 0 ? "." : directory, name)).FirstOrDefault(File.Exists);
}
