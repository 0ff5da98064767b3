using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class StopTool : Tool
{
    private const int NotRunning = 2;
    private const int Patience = 60;

    private static readonly ToolOption Reboot = new('r', "reboot", null, "reboot the container");
    private static readonly ToolOption NoWait = new('W', "nowait", null, "don't wait for shutdown or reboot to complete");
    private static readonly ToolOption Timeout = new('t', "timeout", "T", "wait T seconds before hard-stopping");
    private static readonly ToolOption Kill = new('k', "kill", null, "kill container rather than request clean shutdown");
    private static readonly ToolOption NoLock = new(ToolOption.None, "nolock", null, "Avoid using API locks (there are none)");
    private static readonly ToolOption NoKill = new(ToolOption.None, "nokill", null, "Only request clean shutdown, don't force kill after timeout");

    public override string Name => "stop";

    public override string Summary => "lxc-stop stops a container with the identifier NAME";

    public override IReadOnlyList<ToolOption> Options => [Reboot, NoWait, Timeout, Kill, NoLock, NoKill];

    public override int Run(ToolCall call)
    {
        var timeout = call.Integer(Timeout);
        if (call.Has(Kill) && call.Has(NoKill))
            throw new UsageException("-k and --nokill exclude each other");
        if (call.Has(Kill) && (call.Has(Reboot) || timeout is not null || call.Has(NoWait)))
            throw new UsageException("-k excludes -r, -t and -W");
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined && !container.IsRunning)
            return call.Fail($"No such container: {call.LxcPath}:{call.Name}");
        // What is to end at once is asked for at once.
        if (call.Has(Kill))
            return container.Stop() ? 0 : container.ErrorNum == NotRunning ? call.Fail($"{call.Name} is not running", NotRunning) : call.Fail(container);
        if (!container.IsRunning)
            return call.Fail($"{call.Name} is not running", NotRunning);
        if (!container.MayControl)
            return call.Fail($"Insufficent privileges to control {call.LxcPath}:{call.Name}");
        return call.Has(Reboot) ? Answer(call, container, call.Has(NoWait) ? container.Reboot() : container.Reboot2(timeout ?? Patience))
            : Shutdown(call, container, timeout ?? Patience);
    }

    private static int Shutdown(ToolCall call, LxcContainer container, int timeout)
    {
        if (call.Has(NoWait))
            return Answer(call, container, container.Shutdown(0) || container.IsRunning);
        if (container.Shutdown(timeout))
            return 0;
        return call.Has(NoKill) ? call.Fail(container) : Answer(call, container, container.Stop() || !container.IsRunning);
    }

    private static int Answer(ToolCall call, LxcContainer container, bool done) => done ? 0 : call.Fail(container);
}
