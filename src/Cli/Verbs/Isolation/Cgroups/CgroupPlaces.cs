using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>The group that <c>get</c>, <c>set</c> and <c>exec</c> are about: a path, or that of a container or process.</summary>
internal static class CgroupPlaces
{
    public static Option Of { get; } =
        new("--of", null, "CONTAINER|PID", "The group of this container or process; no PATH is given then");

    /// <summary>As libcgroup's tools take it.</summary>
    public static Option Groups { get; } =
        new("--group", "-g", "CONTROLLERS:PATH", "A group in the hierarchies of the controllers; * is all") { Repeats = true };

    /// <summary>All groups that were named, by <c>-g</c> or as operands, each looked at before the first is acted upon.</summary>
    public static IReadOnlyList<CgroupOperand> All(Invocation call, string verb)
    {
        var mounted = CgroupTree.Mounted();
        string[] named = [.. call.Arguments.All(Groups), .. call.Operands];
        return named.Length > 0
            ? [.. named.Select(text => CgroupOperand.Parse(text, mounted, verb))]
            : throw new UsageException("a group is wanted: PATH, or -g CONTROLLERS:PATH", verb);
    }

    /// <summary>The places that exist, and the operands that follow.</summary>
    public static async Task<(IReadOnlyList<(CgroupTree Tree, string Directory)> Places, IReadOnlyList<string> Operands)> FindAsync(
        Invocation call, string verb)
    {
        var mounted = CgroupTree.Mounted();
        if (call.Arguments.Get(Of) is { } process)
            return (Existing(CgroupOperand.OfProcess(await ProcessOperand.FindAsync(call, process), mounted), process), call.Operands);
        if (call.Arguments.All(Groups) is { Count: > 0 } groups)
            return (Existing(groups.SelectMany(text => CgroupOperand.Parse(text, mounted, verb).Directories), string.Join(", ", groups)), call.Operands);
        if (call.Operands.Count == 0)
            throw new UsageException("a PATH or --of is wanted", verb);
        var operand = CgroupOperand.Parse(call.Operands[0], mounted, verb);
        return (Existing(operand.Directories, call.Operands[0]), [.. call.Operands.Skip(1)]);
    }

    public static IReadOnlyList<(CgroupTree Tree, string Directory)> Existing(IEnumerable<(CgroupTree Tree, string Directory)> places, string what)
    {
        (CgroupTree Tree, string Directory)[] there = [.. places.Where(place => Directory.Exists(place.Directory))];
        return there.Length > 0
            ? there
            : throw new ProblemException(new Problem
            {
                Title = $"There is no cgroup {what}",
                Detail = "It is in none of the mounted hierarchies.",
                Next = "orch cgroup ls",
                ExitCode = ExitCodes.NotFound,
            });
    }
}
