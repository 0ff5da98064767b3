using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Events;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class MonitorTool : Tool
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private static readonly ToolOption Pattern = new('n', "name", "NAME", "NAME of the container, which may be a regular expression");
    private static readonly ToolOption Quit = new('Q', "quit", null, "tell lxc-monitord to quit; there is none here, so nothing is done");

    public override string Name => "monitor";

    public override string Summary => "lxc-monitor monitors the state of the NAME container";

    public override string Usage => "[--name=NAME]";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Pattern, Quit];

    public override int Run(ToolCall call)
    {
        if (call.Has(Quit))
            return 0;
        var pattern = call.Get(Pattern) ?? (call.Operands.Count > 0 ? call.Operands[0] : ".*");
        if (Wanted(pattern) is not { } wanted)
            return call.Fail($"failed to compile the regex '{pattern}'");
        var paths = call.All(CommonOptions.LxcPath) is { Count: > 0 } given ? [.. given.Select(LxcPaths.Full)] : (IReadOnlyList<string>)[call.LxcPath];
        while (true)
        {
            // A monitor waits for what is to come: also for a daemon.
            if (LxcDaemon.IfRunning() is { } daemon)
                Follow(call, daemon, paths, wanted);
            CancellationToken.None.WaitHandle.WaitOne(Beat);
        }
    }

    /// <summary>Until the daemon ends.</summary>
    private static void Follow(ToolCall call, LxcDaemon daemon, IReadOnlyList<string> paths, Regex wanted)
    {
        using var events = daemon.Steps();
        var names = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (events.Next(within: null) is { } step)
        {
            if (step.Container is not { } engineName)
                continue;
            // It may be gone with its last event, and another may come by the same name.
            if (!names.TryGetValue(engineName, out var name) || step.Type == ContainerSteps.StartRequested)
                names[engineName] = name = daemon.Find(engineName) is { } view && paths.Contains(view.Labels.GetValueOrDefault(LxcLabels.Path)) ? LxcContainer.NameOf(view) : null;
            if (name is not null && wanted.IsMatch(name))
                Write(call, name, step);
        }
    }

    private static void Write(ToolCall call, string name, EventView step)
    {
        if (step is { Type: ContainerSteps.Exited, Data: { } data } && ExitStatuses.WaitStatusOf(data) is { } status)
            call.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"'{name}' exited with status [{((status & 0x7f) == 0 ? status >> 8 : 0)}]"));
        foreach (var state in ContainerSteps.Of(step.Type))
            call.Data.WriteLine($"'{name}' changed state to [{state}]");
        call.Data.Flush();
    }

    private static Regex? Wanted(string pattern)
    {
        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
