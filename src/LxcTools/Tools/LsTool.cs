using System.Text.RegularExpressions;
using Orchestrator.Contracts.Containers;
using Orchestrator.Lxc;
using Orchestrator.Lxc.Monitors;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class LsTool : Tool
{
    private const string DefaultColumns = "NAME,STATE,AUTOSTART,GROUPS,IPV4,IPV6,UNPRIVILEGED";

    private static readonly ToolOption One = new('1', "line", null, "show one entry per line");
    private static readonly ToolOption Fancy = new('f', "fancy", null, "use a fancy, column-based output");
    private static readonly ToolOption Format = new('F', "fancy-format", "COLUMNS", "comma separated list of columns to show in the fancy output: NAME, STATE, PID, RAM, SWAP, AUTOSTART, GROUPS, INTERFACE, IPV4, IPV6 and UNPRIVILEGED");
    private static readonly ToolOption Active = new(ToolOption.None, "active", null, "list only active containers");
    private static readonly ToolOption Running = new(ToolOption.None, "running", null, "list only running containers");
    private static readonly ToolOption Frozen = new(ToolOption.None, "frozen", null, "list only frozen containers");
    private static readonly ToolOption Stopped = new(ToolOption.None, "stopped", null, "list only stopped containers");
    private static readonly ToolOption Defined = new(ToolOption.None, "defined", null, "list only defined containers");
    private static readonly ToolOption Nesting = new(ToolOption.None, "nesting", "NUM", "list what is defined within running containers too, one level deep") { Optional = true };
    private static readonly ToolOption Filter = new(ToolOption.None, "filter", "REGEX", "filter container names by regular expression");
    private static readonly ToolOption Groups = new('g', "groups", "GROUPS", "comma separated list of groups a container must have to be displayed");

    public override string Name => "ls";

    public override string Summary => "lxc-ls list containers";

    public override string Usage => "[-1|-f] [-P lxcpath] [--active] [--running] [--frozen] [--stopped] [--nesting] [-g groups] [--filter regex]";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [One, Fancy, Format, Active, Running, Frozen, Stopped, Defined, Nesting, Filter, Groups];

    public override int Run(ToolCall call)
    {
        // lxc-ls REGEX and lxc-ls --filter=REGEX are the same.
        var pattern = call.Get(Filter) ?? (call.Operands.Count > 0 ? call.Operands[0] : null);
        if (pattern is not null && !IsPattern(pattern))
            return call.Fail($"{pattern} is no regular expression");
        var views = LxcContainer.Views(call.LxcPath, all: false).ToDictionary(LxcContainer.NameOf);
        var defined = LxcContainer.ListDefined(call.LxcPath);
        var elsewhere = LxcMonitorNames.Active(call.LxcPath).Where(name => !views.ContainsKey(name)).ToHashSet();
        var rows = defined.Union(views.Keys).Union(elsewhere).Order(StringComparer.Ordinal)
            .Where(name => pattern is null || Regex.IsMatch(name, pattern))
            .Select(name => new LsRow(call.LxcPath, name, defined.Contains(name), views.GetValueOrDefault(name), elsewhere.Contains(name)))
            .SelectMany(row => (IEnumerable<ILsRow>)[row, .. call.Has(Nesting) && row.Pid is { } pid ? NestedRow.Of(pid) : []])
            .Where(row => Fits(call, row)).ToList();
        if (call.Has(Fancy) || call.Has(Format))
            LsTable.Write(call.Data, rows, (call.Get(Format) ?? DefaultColumns).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        else
            LsTable.WriteNames(call.Data, [.. rows.Select(row => row.Name)], call.Has(One));
        return 0;
    }

    private static bool Fits(ToolCall call, ILsRow row)
    {
        if (call.Get(Groups) is { } groups && !groups.Split(',', StringSplitOptions.RemoveEmptyEntries).All(row.Groups.Contains))
            return false;
        if (call.Has(Defined) && !row.Defined)
            return false;
        // --active is --running and --frozen together.
        if (!call.Has(Active) && !call.Has(Running) && !call.Has(Frozen) && !call.Has(Stopped))
            return true;
        return row.State switch
        {
            ContainerStates.Stopped => call.Has(Stopped),
            ContainerStates.Running => call.Has(Running) || call.Has(Active),
            ContainerStates.Frozen => call.Has(Frozen) || call.Has(Active),
            _ => call.Has(Active),
        };
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
