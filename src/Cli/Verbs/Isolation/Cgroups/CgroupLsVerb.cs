using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>The tree of groups with what each inherits: a limit in brackets is an ancestor's that binds here too.</summary>
internal sealed class CgroupLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<CgroupGroup>> Columns =
    [
        new("CGROUP", g => g.Path == "/" ? "/" : new string(' ', 2 * g.Path.Count(c => c == '/')) + g.Path[(g.Path.LastIndexOf('/') + 1)..], Machine: g => g.Path),
        new("PROCESSES", g => g.Processes.ToString(CultureInfo.InvariantCulture), Right: true),
        new("MEMORY", g => Limit(g.Memory, value => ByteSize.Format((long)value)), Right: true, g => Machine(g.Memory)),
        new("CPUS", g => Limit(g.Cpus, value => value.ToString("0.##", CultureInfo.InvariantCulture)), Right: true, g => Machine(g.Cpus)),
        new("PIDS", g => Limit(g.Pids, value => value.ToString("0", CultureInfo.InvariantCulture)), Right: true, g => Machine(g.Pids)),
        new("STATE", g => g.Frozen ?? "-", Machine: g => g.Frozen ?? ""),
        new("HIERARCHIES", g => string.Join(' ', g.Hierarchies)),
    ];

    public override string Name => "cgroup ls";

    public override string Summary => "Show cgroups as a tree, with the limits that bind them; (…) is inherited";

    public override string Operands => "[[CONTROLLERS:]PATH]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [CgroupPlaces.Groups, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override Task<int> RunAsync(Invocation call)
    {
        var named = call.Arguments.Get(CgroupPlaces.Groups) ?? call.Operands.FirstOrDefault() ?? "";
        var operand = CgroupOperand.Parse(named, CgroupTree.Mounted(), Name);
        if (!operand.Directories.Any(place => Directory.Exists(place.Directory)))
        {
            throw new ProblemException(new Problem
            {
                Title = operand.Path.Length == 0 ? "No cgroup file system is mounted here" : $"There is no cgroup {operand.Path}",
                ExitCode = ExitCodes.NotFound,
            });
        }
        call.Render.List([.. new CgroupWalk(operand.Trees).Below(operand.Path)], Columns, IsolationJson.Indented.IReadOnlyListCgroupGroup);
        return Task.FromResult(0);
    }

    private static string Limit(CgroupLimit limit, Func<double, string> text) => limit switch
    {
        { Effective: null } => "-",
        { Own: { } own } when own == limit.Effective => text(own),
        _ => $"({text(limit.Effective.Value)})",
    };

    private static string Machine(CgroupLimit limit) => limit.Effective?.ToString(CultureInfo.InvariantCulture) ?? "";
}
