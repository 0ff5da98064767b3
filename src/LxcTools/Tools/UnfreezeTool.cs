namespace Orchestrator.LxcTools.Tools;

internal sealed class UnfreezeTool : Tool
{
    public override string Name => "unfreeze";

    public override string Summary => "lxc-unfreeze unfreezes a container with the identifier NAME";

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        return container is null ? 1 : container.Unfreeze() ? 0 : call.Fail(container);
    }
}
