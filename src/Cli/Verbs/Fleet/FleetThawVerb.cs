using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Fleet;

internal sealed class FleetThawVerb : Verb
{
    public override string Name => "fleet thaw";

    public override string Summary => "Let a frozen fleet go on";

    public override IReadOnlyList<Option> Options => FleetOptions.Thaw;

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = FleetOptions.Read(call.Arguments, Name, call.Surroundings.Time);
        var daemon = await call.DaemonAsync();
        return FleetReport.Write(call, Invocation.Take(await daemon.Fleet.ThawAsync(request, call.Cancel)));
    }
}
