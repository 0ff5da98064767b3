using Orchestrator.LxcTools.Tools;

namespace Orchestrator.LxcTools;

internal static class ToolTable
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        new AttachTool(), new AutostartTool(), new CgroupTool(), new CheckConfigTool(), new CheckpointTool(), new ConfigTool(), new ConsoleTool(), new CopyTool(), new CreateTool(),
        new DestroyTool(), new DeviceTool(), new ExecuteTool(), new FreezeTool(), new InfoTool(), new LsTool(), new MonitorTool(), new SnapshotTool(), new StartTool(),
        new StopTool(), new TopTool(), new UnfreezeTool(), new UnshareTool(), new UpdateConfigTool(), new UsernsexecTool(), new WaitTool(),
    ];

    public static Tool? Find(string name) => All.FirstOrDefault(tool => tool.Name == name);
}
