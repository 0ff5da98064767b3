using System.Globalization;
using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.History;

namespace Orchestrator.Cli.Verbs.Fleet;

/// <summary>The daemon restores the fleet whenever it starts; what this verb adds is to say beforehand what it would do.</summary>
internal sealed class FleetRestoreVerb : Verb
{
    private static readonly Option Plan = new("--plan", null, null, "Say what a restart of the daemon would do, and do nothing (needed)");
    private static readonly Option All = new("--all", "-a", null, "Name also the containers that nothing would happen to");

    private static readonly IReadOnlyList<Column<PlannedContainerView>> Columns =
    [
        new("NAME", c => c.Name),
        new("STATE", c => c.State),
        new("ACTION", c => c.Action),
        new("THEN", c => c.Then),
        new("WHY", c => c.Why),
    ];

    public override string Name => "fleet restore";

    public override string Summary => "With --plan: say what a restart of the daemon would do to each container, and why";

    public override IReadOnlyList<Option> Options { get; } = [Plan, All, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (!call.Arguments.Has(Plan))
            throw new UsageException("the fleet is restored whenever the daemon starts; with --plan this says what that would do", "fleet restore");
        if (DaemonTool.HasDaemon(call))
        {
            var daemon = await call.DaemonAsync();
            Write(call, Invocation.Take(await daemon.Fleet.PlanRestoreAsync(call.Cancel)));
            return 0;
        }
        // To start a daemon would be to do what is asked about.
        var (plan, exitCode) = await DaemonTool.RunAsync(call, JsonText.Line.RestorePlanView, "fleet", "plan");
        if (plan is null)
            return exitCode;
        Write(call, plan);
        return 0;
    }

    private static void Write(Invocation call, RestorePlanView plan)
    {
        if (call.Render.Structured(plan, JsonText.Indented.RestorePlanView))
            return;
        PlannedContainerView[] shown =
            [.. plan.Containers.Where(c => call.Arguments.Has(All) || call.Render.Format == "csv" || c.Action != "nothing")];
        if (call.Render.Format == "csv")
        {
            CsvWriter.Write(call.Out, shown, Columns);
            return;
        }
        if (plan.Fleet is { } fleet)
            call.Out.Write($"fleet: {Printable.Text(fleet)}\n");
        if (shown.Length > 0)
            call.Render.Table(shown, Columns);
        foreach (var batch in plan.Batches)
            call.Out.Write($"batch {Printable.Text(batch.Name)}: {Printable.Text(batch.Why)}\n");
        call.Out.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Adopted} adopted, {plan.Ended} ended, {plan.Relaunched} to be launched, {plan.Containers.Count(c => c.Action == "nothing")} left alone; decided from event {plan.Seq}.\n"));
    }
}
