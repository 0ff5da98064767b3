using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class WaitTool : Tool
{
    private static readonly ToolOption State = new('s', "state", "STATE", "ORed states to wait for");
    private static readonly ToolOption Timeout = new('t', "timeout", "TMO", "Seconds to wait for state changes");

    public override string Name => "wait";

    public override string Summary => "lxc-wait waits for NAME container state to reach STATE";

    public override string Usage => "--name=NAME --state=STATE";

    public override IReadOnlyList<ToolOption> Options => [State, Timeout];

    public override int Run(ToolCall call)
    {
        if (call.Get(State) is not { } states)
            return call.Fail("missing state option to wait for");
        using var container = call.Open();
        return container is null ? 1 : container.Wait(states, call.Integer(Timeout) ?? -1) ? 0 : call.Fail(container);
    }
}
