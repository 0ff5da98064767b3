using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class PortLsVerb : Verb
{
    public override string Name => "port ls";

    public override string Summary => "List ports of the host that lead to containers";

    public override string Operands => "[CONTAINER...]";

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var ports = Invocation.Take(await daemon.Networks.PortsAsync(call.Cancel));
        var wanted = ports.Where(port => call.Operands.Count == 0 || call.Operands.Contains(port.Container)).ToList();
        call.Render.List(wanted, PortColumns.All, JsonText.Indented.IReadOnlyListPortView, port => port.Container);
        return 0;
    }
}
