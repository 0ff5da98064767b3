using System.Globalization;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class AutostartTool : Tool
{
    private const int Patience = 60;

    private static readonly ToolOption Kill = new('k', "kill", null, "kill the containers instead of starting them");
    private static readonly ToolOption List = new('L', "list", null, "list all affected containers and wait delay");
    private static readonly ToolOption Reboot = new('r', "reboot", null, "reboot the containers instead of starting them");
    private static readonly ToolOption Shutdown = new('s', "shutdown", null, "shutdown the containers instead of starting them");
    private static readonly ToolOption AllGroups = new('a', "all", null, "list all auto-started containers (ignore groups)");
    private static readonly ToolOption Ignore = new('A', "ignore-auto", null, "ignore lxc.start.auto and select all matching containers");
    private static readonly ToolOption Groups = new('g', "groups", "GROUPS", "list of groups (comma separated) to select");
    private static readonly ToolOption Timeout = new('t', "timeout", "T", "wait T seconds before hard-stopping");

    public override string Name => "autostart";

    public override string Summary => "lxc-autostart managed auto-started containers";

    public override string Usage => "[-k|-r|-s] [-L] [-a|-g groups] [-A] [-t timeout]";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Kill, List, Reboot, Shutdown, AllGroups, Ignore, Groups, Timeout];

    public override int Run(ToolCall call)
    {
        var ends = call.Has(Kill) || call.Has(Shutdown);
        var (tried, failed) = (0, 0);
        foreach (var container in Chosen(call, ends))
        {
            using (container)
            {
                var delay = int.TryParse(container.GetConfigItem("lxc.start.delay"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
                if (call.Has(List))
                {
                    call.Data.WriteLine(ends ? container.Name : $"{container.Name} {delay}");
                    continue;
                }
                if (container.IsRunning != (ends || call.Has(Reboot)))
                    continue;
                tried++;
                if (!Act(call, container))
                    failed = failed + 1 + call.Fail($"{container.Name}: {container.ErrorString}", 0);
                else if (!ends && delay > 0)
                    CancellationToken.None.WaitHandle.WaitOne(TimeSpan.FromSeconds(delay));
            }
        }
        return failed == 0 ? 0 : failed == tried ? 1 : 2;
    }

    private static bool Act(ToolCall call, LxcContainer container) =>
        call.Has(Kill) ? container.Stop()
        : call.Has(Shutdown) ? container.Shutdown(call.Integer(Timeout) ?? Patience) || container.Stop()
        : call.Has(Reboot) ? container.Reboot()
        : container.Start();

    /// <summary>By groups in the order in which those were named; within one by lxc.start.order, then name; to stop, backwards.</summary>
    private static IEnumerable<LxcContainer> Chosen(ToolCall call, bool ends)
    {
        List<LxcContainer> marked =
        [
            .. LxcContainer.ListDefined(call.LxcPath).Select(name => call.Open(name)).OfType<LxcContainer>()
                .Where(container => call.Has(Ignore) || container.GetConfigItem("lxc.start.auto") == "1")
                .OrderBy(container => int.TryParse(container.GetConfigItem("lxc.start.order"), CultureInfo.InvariantCulture, out var order) ? order : 0)
                .ThenBy(container => container.Name, StringComparer.Ordinal),
        ];
        if (ends)
            marked.Reverse();
        if (call.Has(AllGroups))
            return marked;
        IReadOnlyList<string> groups = call.Has(Groups) ? [.. call.All(Groups).SelectMany(given => given.Split(','))] : [""];
        return groups.SelectMany(group => marked.Where(container => IsIn(container, group.Trim()))).Distinct().ToList();
    }

    private static bool IsIn(LxcContainer container, string group)
    {
        var own = (container.GetConfigItem("lxc.group") ?? "").Split(['\n', ' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return group.Length == 0 ? own.Length == 0 : own.Contains(group);
    }
}
