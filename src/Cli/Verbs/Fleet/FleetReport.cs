using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Fleet;

namespace Orchestrator.Cli.Verbs.Fleet;

internal static class FleetReport
{
    private static readonly IReadOnlyList<Column<FleetOperationView>> Columns =
    [
        new("OPERATION", v => v.DryRun ? v.Operation + " (dry run)" : v.Operation, Machine: v => v.Operation),
        new("CONTAINERS", v => v.Containers.Count.ToString(CultureInfo.InvariantCulture)),
        new("FAILED", v => v.Failed.Count.ToString(CultureInfo.InvariantCulture)),
        new("TOOK", v => v.TookMilliseconds.ToString("0.0 'ms'", CultureInfo.InvariantCulture)),
        new("BARRIER", Barrier),
        new("SEQ", v => v.Seq.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>From its begin to its end nothing ran: what a snapshot taken in between reads belongs together.</summary>
    private static string Barrier(FleetOperationView view) => (view.BarrierStart, view.BarrierEnd) switch
    {
        ({ } start, { } end) => $"{Time(start)} to {Time(end)}",
        ({ } start, null) => $"from {Time(start)}",
        (null, { } end) => $"to {Time(end)}",
        _ => "-",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <returns>0 only if every container followed.</returns>
    public static int Write(Invocation call, FleetOperationView view)
    {
        call.Render.One(view, Columns, JsonText.Indented.FleetOperationView);
        if (view.DryRun && call.Render.Format == "table")
            foreach (var name in view.Containers)
                call.Out.Write($"would {view.Operation} {Printable.Text(name)}\n");
        foreach (var (name, why) in view.Failed)
            call.Note($"orch: {name}: {why}");
        return view.Failed.Count == 0 ? 0 : ExitCodes.Engine;
    }
}
