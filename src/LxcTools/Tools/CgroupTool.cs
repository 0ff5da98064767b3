namespace Orchestrator.LxcTools.Tools;

internal sealed class CgroupTool : Tool
{
    public override string Name => "cgroup";

    public override string Summary => "Get or set the value of a state object (for example, 'cpuset.cpus') in the container's cgroup for the corresponding subsystem.";

    public override string Usage => "--name=NAME state-object [value]";

    public override int Run(ToolCall call)
    {
        if (call.Operands.Count == 0)
            return call.Fail("missing state object");
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsRunning)
            return call.Fail($"{call.Name} is not running");
        var file = call.Operands[0];
        if (call.Operands.Count > 1)
            return container.SetCgroupItem(file, call.Operands[1]) ? 0 : call.Fail(container);
        if (container.GetCgroupItem(file) is not { } value)
            return call.Fail($"failed to retrieve value of '{file}': {container.ErrorString}");
        call.Data.Write(value);
        return 0;
    }
}
