using System.Text.Json;
using Orchestrator.Actors.Past;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Daemon.Tools;

internal sealed class FleetPlanTool : ITool
{
    public string Name => "fleet plan";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow();
        using var journal = await JournalOpener.OpenAsync(arguments.Layout);
        var plan = await OfflinePlanner.PlanAsync(
            new JournalAudit(arguments.Layout.Data, journal).Reader, new OutsideLook(arguments.Layout.Data, TimeProvider.System), TimeProvider.System, cancel);
        await using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, HistoryMapper.ToView(plan), ContractsJson.Default.RestorePlanView);
        return 0;
    }
}
