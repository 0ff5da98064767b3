using Orchestrator.Daemon.Startup;

namespace Orchestrator.Daemon.Tools;

internal static class AllTools
{
    private static readonly ITool[] Tools =
    [
        new AuditVerifyTool(),
        new AuditKeyTool(),
        new AuditAcceptLossTool(),
        new AuditExportTool(),
        new AuditImportTool(),
        new FleetPlanTool(),
    ];

    /// <exception cref="StartException">It failed; the message says why.</exception>
    public static async Task<int> RunAsync(ToolArguments arguments)
    {
        var tool = Array.Find(Tools, tool => tool.Name == arguments.Tool)
            ?? throw new StartException(
                $"unknown argument '{arguments.Tool}'. orchd alone is the daemon (--root DIR, the rest is configuration); "
                + $"besides it knows: {string.Join(", ", Tools.Select(t => t.Name))}", 2);
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            interrupt.Cancel();
        };
        try
        {
            return await tool.RunAsync(arguments, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception error) when (StartProblem.Explain(error, arguments.Layout) is { } problem)
        {
            throw new StartException(problem, 125);
        }
    }
}
