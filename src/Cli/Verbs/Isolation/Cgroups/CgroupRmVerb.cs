using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgdelete(1) does.</summary>
internal sealed class CgroupRmVerb : Verb
{
    private static readonly Option Recursive = new("--recursive", "-r", null, "Also the groups below it");

    public override string Name => "cgroup rm";

    public override string Summary => "Remove a cgroup without processes (cgdelete)";

    public override string Operands => "[CONTROLLERS:]PATH...";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, Recursive];

    public override Task<int> RunAsync(Invocation call)
    {
        foreach (var operand in CgroupPlaces.All(call, Name))
        {
            if (operand.Path.Length == 0)
                throw new UsageException("the root of a hierarchy cannot be removed", Name);
            var there = operand.Directories.Where(place => Directory.Exists(place.Directory)).ToArray();
            if (there.Length == 0)
            {
                throw new ProblemException(new Problem
                {
                    Title = $"There is no cgroup {operand.Path}",
                    Next = "orch cgroup ls",
                    ExitCode = ExitCodes.NotFound,
                });
            }
            foreach (var (_, directory) in there)
                Remove(directory, call.Arguments.Has(Recursive));
        }
        return Task.FromResult(0);
    }

    private static void Remove(string directory, bool recursive)
    {
        if (recursive)
        {
            foreach (var child in Directory.GetDirectories(directory))
                Remove(child, recursive);
        }
        using var parent = DirectoryHandle.Open(Path.GetDirectoryName(directory)!);
        var errno = parent.TryRemoveDirectory(Path.GetFileName(directory));
        if (errno == Errno.EBUSY)
        {
            throw new ProblemException(new Problem
            {
                Title = $"The cgroup {directory} cannot be removed",
                Detail = recursive ? "There are processes in it." : "There are processes or groups in it.",
                Next = recursive ? $"cat {directory}/cgroup.procs" : "Give --recursive to remove groups below it too.",
            });
        }
        if (errno is not (0 or Errno.ENOENT))
            throw new SystemCallException("rmdir", errno, $"Removing the cgroup {directory}");
    }
}
