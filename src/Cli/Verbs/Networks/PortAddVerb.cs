using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal sealed class PortAddVerb : Verb
{
    public override string Name => "port add";

    public override string Summary => "Have ports of the host lead to a container, at once if it runs";

    public override string Operands => "CONTAINER [HOSTIP:]HOSTPORT:PORT[/udp]...";

    public override int MinOperands => 2;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var change = new PortsRequest { Add = PublishOptions.Read(call.Operands.Skip(1)) };
        var daemon = await call.DaemonAsync();
        var ports = Invocation.Take(await daemon.Networks.ChangePortsAsync(call.Operands[0], change, call.Cancel));
        call.Render.List(ports, PortColumns.All, JsonText.Indented.IReadOnlyListPortView, port => port.Container);
        return 0;
    }
}
