using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class DestroyTool : Tool
{
    private static readonly ToolOption Snapshots = new('s', "snapshots", null, "destroy including all snapshots");
    private static readonly ToolOption Force = new('f', "force", null, "stop and destroy the container if it's still running");

    public override string Name => "destroy";

    public override string Summary => "lxc-destroy destroys a container with the identifier NAME";

    public override string Usage => "--name=NAME [-f] [-P lxcpath]";

    public override IReadOnlyList<ToolOption> Options => [Snapshots, Force];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined)
            return call.Fail("Container is not defined");
        if (call.Has(Force) && container.IsRunning && !container.Stop())
            return call.Fail(container);
        if (!(call.Has(Snapshots) ? container.DestroyWithSnapshots() : container.Destroy()))
            return call.Fail(container);
        call.Out.WriteLine($"Destroyed container {call.Name}{(call.Has(Snapshots) ? " including snapshots" : "")}");
        return 0;
    }
}
