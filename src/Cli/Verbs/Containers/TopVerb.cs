using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>As top(1): on a terminal the screen is drawn again at each interval, else the list is printed once.</summary>
internal sealed class TopVerb : Verb
{
    private const string Clear = "\u001b[H\u001b[J";

    private static readonly Option Interval = new("--interval", null, "D", "Time between two pictures (default: 1s)");
    private static readonly Option Lines = new("--lines", "-n", "N", "At most so many containers (default: 20)");
    private static readonly Option Sort = new("--sort", null, "KEY", "cpu (default), memory, io, stall or pids");
    private static readonly Option Once = new("--once", null, null, "Print the list once also on a terminal");

    public override string Name => "top";

    public override string Summary => "Show the containers that use most, again and again";

    public override IReadOnlyList<Option> Options { get; } = [Sort, Lines, Interval, Once, GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var key = Key(call.Arguments.Get(Sort) ?? "cpu");
        var lines = call.Arguments.Integer(Lines, 1, int.MaxValue) ?? 20;
        var interval = call.Arguments.Time(Interval) ?? TimeSpan.FromSeconds(1);
        if (interval < TimeSpan.FromMilliseconds(100))
            throw new UsageException("--interval must be at least 100ms");
        var again = call.Surroundings.OutIsTerminal && !call.Arguments.Has(Once) && call.Render.Format == "table";
        var daemon = await call.DaemonAsync();
        while (true)
        {
            var stats = Invocation.Take(await daemon.Containers.StatsAsync(null, call.Cancel));
            List<ContainerStats> most = [.. stats.OrderByDescending(key).ThenBy(s => s.Name, StringComparer.Ordinal).Take(lines)];
            if (again)
                call.Out.Write(Clear);
            call.Render.List(most, StatsColumns.Now, JsonText.Indented.IReadOnlyListContainerStats);
            if (stats.Count > most.Count && call.Render.Format == "table")
                call.Out.Write($"and {stats.Count - most.Count} more\n");
            call.Out.Flush();
            if (!again)
                return 0;
            await Task.Delay(interval, call.Surroundings.Time, call.Cancel);
        }
    }

    private static Func<ContainerStats, double> Key(string name) => name switch
    {
        "cpu" => s => s.CpuPercent ?? -1,
        "memory" => s => s.Usage.MemoryBytes ?? -1,
        "io" => s => (s.ReadBytesPerSecond ?? 0) + (s.WriteBytesPerSecond ?? 0),
        "stall" => s => s.MemoryStallPercent ?? -1,
        "pids" => s => s.Usage.Pids ?? -1,
        _ => throw new UsageException($"--sort wants cpu, memory, io, stall or pids, not '{name}'"),
    };
}
