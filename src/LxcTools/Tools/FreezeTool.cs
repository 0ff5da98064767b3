namespace Orchestrator.LxcTools.Tools;

internal sealed class FreezeTool : Tool
{
    public override string Name => "freeze";

    public override string Summary => "lxc-freeze freezes a container with the identifier NAME";

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        return container is null ? 1 : container.Freeze() ? 0 : call.Fail(container);
    }
}
