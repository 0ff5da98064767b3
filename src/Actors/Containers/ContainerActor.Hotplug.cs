using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Containers;

/// <summary>What is put into the container or taken out while it runs.</summary>
internal sealed partial class ContainerActor
{
    private async Task<object?> Hotplug(ContainerHotplugRequested intent)
    {
        // The end of the attempt drops what waits behind other effects: it was answered so.
        if (_state.Plugging != intent.What || _state.Attempt != intent.Attempt)
            return null;
        Guid id = _state.Id;
        HotplugOutcome outcome;
        try
        {
            outcome = await _context.Calls.Brief((runtime, cancel) => runtime.HotplugAsync(id, intent.Attempt, intent.What, cancel)).ConfigureAwait(false);
        }
        catch (LauncherUnavailableException e)
        {
            outcome = new HotplugOutcome(e.Message);
        }
        return new HotplugReport(intent.Attempt, intent.What, outcome);
    }

    private void HotplugEnded(HotplugReport report)
    {
        if (_state.Plugging is null || _state.Attempt != report.Attempt)
            return;
        Commit(
            [report.Outcome.Problem is { } problem
                ? new ContainerHotplugFailed(report.Attempt, report.What, problem)
                : new ContainerHotplugged(report.Attempt, report.What) { Rule = report.Outcome.Rule }],
            Caller.Engine, "the kernel's answer", refusable: false, null);
    }

    private sealed record HotplugReport(int Attempt, HotplugSpec What, HotplugOutcome Outcome);
}
