using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Fleet;

internal sealed class FleetFreezeVerb : Verb
{
    public override string Name => "fleet freeze";

    public override string Summary => "Freeze all containers, or those that a selector fits, as one operation";

    public override IReadOnlyList<Option> Options => FleetOptions.Freeze;

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = FleetOptions.Read(call.Arguments, Name, call.Surroundings.Time);
        var daemon = await call.DaemonAsync();
        return FleetReport.Write(call, Invocation.Take(await daemon.Fleet.FreezeAsync(request, call.Cancel)));
    }
}
