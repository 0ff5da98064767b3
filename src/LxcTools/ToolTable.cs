using Orchestrator.LxcTools.Tools;

namespace Orchestrator.LxcTools;

internal static class ToolTable
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        new CgroupTool(), new ConfigTool(), new DestroyTool(), new FreezeTool(), new InfoTool(), new LsTool(), new StartTool(),
        new StopTool(), new UnfreezeTool(), new WaitTool(),
    ];

    public static Tool? Find(string name) => All.FirstOrDefault(tool => tool.Name == name);
}
