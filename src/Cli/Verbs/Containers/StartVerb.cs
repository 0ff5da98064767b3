using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class StartVerb : EachContainerVerb, IHandlesSignals
{
    private static readonly Option Attach = new("--attach", "-a", null, "Join its stdin and output from the beginning, end with its exit code; for one container");

    public override string Name => "start";

    public override string Summary => "Start containers that do not run";

    public override IReadOnlyList<Option> Options { get; } = [Attach, ConsoleOptions.Keys];

    public bool Handles(Invocation call) => call.Arguments.Has(Attach);

    public override async Task<int> RunAsync(Invocation call)
    {
        if (!call.Arguments.Has(Attach))
            return await base.RunAsync(call);
        if (call.Operands.Count > 1)
            throw new UsageException("--attach goes with one container", "start");
        var keys = ConsoleOptions.ReadKeys(call);
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.GetAsync(call.Operands[0], call.Cancel));
        var use = view.Console is { } console ? new ConsoleUse(console.Tty, console.Stdin, keys) : null;
        return await new AttachedRun(call, daemon, use).StartAsync(view);
    }

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.StartAsync(name, call.Cancel);
}
