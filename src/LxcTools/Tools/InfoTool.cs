using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class InfoTool : Tool
{
    private const int Column = 16;

    private static readonly ToolOption Config = new('c', "config", "KEY", "show configuration variable KEY from running container");
    private static readonly ToolOption Ips = new('i', "ips", null, "shows the IP addresses");
    private static readonly ToolOption Pid = new('p', "pid", null, "shows the process id of the init container");
    private static readonly ToolOption Stats = new('S', "stats", null, "shows usage stats");
    private static readonly ToolOption Raw = new('H', "no-humanize", null, "shows stats as raw numbers, not humanized");
    private static readonly ToolOption State = new('s', "state", null, "shows the state of the container");

    public override string Name => "info";

    public override string Summary => "lxc-info display some information about a container with the identifier NAME";

    public override IReadOnlyList<ToolOption> Options => [Config, Ips, Pid, Stats, Raw, State];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        var view = container.HoldView();
        var state = container.State;
        if (!container.IsDefined && view is null && state == ContainerStates.Stopped)
            return call.Fail($"{call.Name} doesn't exist");
        var asked = new[] { Ips, Pid, Stats, State, Config }.Count(call.Has);
        var all = asked == 0;
        // One value alone, for scripts.
        var bare = call.Has(Raw) && asked == 1;
        if (all)
            Line(call, bare, "Name", call.Name);
        if (all || call.Has(State))
            Line(call, bare, "State", state);
        if (container.InitPid is > 0 and var pid)
        {
            if (all || call.Has(Pid))
                Line(call, bare, "PID", pid.ToString(CultureInfo.InvariantCulture));
            if (all || call.Has(Ips))
            {
                foreach (var address in container.GetIps() ?? [])
                    Line(call, bare, "IP", address);
            }
            if (all || call.Has(Stats))
                InfoStats.Write(call, container, view, (name, value) => Line(call, bare, name, value), call.Has(Raw));
        }
        else if (all && view?.Exit is { } exit)
        {
            Line(call, bare, "Exit", Describe(exit));
        }
        foreach (var key in call.All(Config))
        {
            var running = state == ContainerStates.Stopped ? null : container.GetRunningConfigItem(key);
            if ((running ?? container.GetConfigItem(key)) is { } value)
                Value(call, bare, key, value);
            else
                return call.Fail($"{key} invalid");
        }
        return 0;
    }

    private static string Describe(ExitView exit) => exit switch
    {
        { System: { } system } => system,
        { Code: { } code } => code.ToString(CultureInfo.InvariantCulture),
        { Signal: { } signal } => $"signal {signal}",
        _ => "unknown",
    };

    private static void Value(ToolCall call, bool bare, string key, string value) =>
        call.Data.WriteLine(bare ? value : $"{key} = {value}");

    private static void Line(ToolCall call, bool bare, string name, string value) =>
        call.Data.WriteLine(bare ? value : $"{name + ":",-Column}{value}");
}
