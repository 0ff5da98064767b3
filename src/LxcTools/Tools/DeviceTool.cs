namespace Orchestrator.LxcTools.Tools;

internal sealed class DeviceTool : Tool
{
    public override string Name => "device";

    public override string Summary => "lxc-device manages devices in running containers";

    public override string Usage => "--name=NAME add|del DEVICE [NAME INSIDE]";

    public override int Run(ToolCall call)
    {
        if (call.Operands is not [("add" or "del") and var order, var device, ..])
            return call.Fail("add or del and a DEVICE are wanted");
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsRunning)
            return call.Fail($"{call.Name} is not running");
        var inside = call.Operands.Count > 2 ? call.Operands[2] : null;
        var network = order == "add" ? Directory.Exists($"/sys/class/net/{device}") && !device.Contains('/', StringComparison.Ordinal)
            : container.GetInterfaces()?.Contains(device) == true;
        var done = (order, network) switch
        {
            ("add", true) => container.AttachInterface(device, inside),
            ("add", false) => container.AddDeviceNode(device, inside),
            (_, true) => container.DetachInterface(device, inside),
            _ => container.RemoveDeviceNode(device, inside),
        };
        return done ? 0 : call.Fail(container);
    }
}
