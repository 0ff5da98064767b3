using Orchestrator.Cli.Parsing;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>What cgcreate(1) does; with the caller's rights, without a daemon.</summary>
internal sealed class CgroupCreateVerb : Verb
{
    public override string Name => "cgroup create";

    public override string Summary => "Make a cgroup, with its parents and their controllers (cgcreate)";

    public override string Operands => "[CONTROLLERS:]PATH...";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, .. CgroupOwnership.Options];

    public override Task<int> RunAsync(Invocation call)
    {
        var ownership = CgroupOwnership.Read(call.Arguments, Name);
        foreach (var operand in CgroupPlaces.All(call, Name))
        {
            foreach (var tree in operand.Trees)
                Make(tree, operand);
            foreach (var (tree, directory) in operand.Directories)
                ownership.Apply(tree, directory);
        }
        return Task.FromResult(0);
    }

    private static void Make(CgroupTree tree, CgroupOperand operand)
    {
        var directory = tree.MountPoint;
        foreach (var part in operand.Path.Split('/'))
        {
            if (tree.IsV2)
                Enable(tree, directory, operand.Controllers);
            using var parent = DirectoryHandle.Open(directory);
            directory = $"{directory}/{part}";
            var errno = parent.TryMakeDirectory(part, 0x1ED);
            if (errno is not (0 or Errno.EEXIST))
                throw new SystemCallException("mkdir", errno, $"Making the cgroup {directory}");
            if (errno == 0 && tree.Controllers.Contains("cpuset") && !tree.IsV2)
                InheritCpuset(directory);
        }
    }

    /// <summary>Below a v2 group there is only what it hands down; a controller that cannot be is told when it was asked for.</summary>
    private static void Enable(CgroupTree tree, string directory, IReadOnlyList<string> asked)
    {
        var wanted = asked.Where(name => name != "v2" && tree.Controllers.Contains(name)).ToArray();
        foreach (var controller in wanted.Length > 0 ? wanted : tree.Controllers)
        {
            try
            {
                CgroupFile.Write($"{directory}/cgroup.subtree_control", $"+{controller}");
            }
            catch (SystemCallException) when (wanted.Length == 0)
            {
                // Processes in the group, or threads: the others are still of use.
            }
        }
    }

    /// <summary>A new v1 cpuset is empty, and nothing can run in it (cpuset(7)).</summary>
    private static void InheritCpuset(string directory)
    {
        foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            if (CgroupFile.TryRead($"{Path.GetDirectoryName(directory)}/{file}")?.Trim() is { Length: > 0 } value)
                CgroupFile.Write($"{directory}/{file}", value);
        }
    }
}
