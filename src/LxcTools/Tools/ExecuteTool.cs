using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class ExecuteTool : Tool
{
    private static readonly ToolOption Daemon = new('d', "daemon", null, "Daemonize the container");
    private static readonly ToolOption RcFile = new('f', "rcfile", "FILE", "Load configuration file FILE");
    private static readonly ToolOption Uid = new('u', "uid", "UID", "Execute COMMAND with UID inside the container");
    private static readonly ToolOption Gid = new('g', "gid", "GID", "Execute COMMAND with GID inside the container");

    public override string Name => "execute";

    public override string Summary => "lxc-execute creates a container with the identifier NAME and execs COMMAND into this container.";

    public override string Usage => "--name=NAME -- COMMAND";

    public override IReadOnlyList<ToolOption> Options => [Daemon, RcFile, Uid, Gid, .. StartSettings.Options];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined && call.Get(RcFile) is null)
            return call.Fail("Executing a container with no configuration file may crash the host");
        if (!StartSettings.Apply(call, container)
            || (call.Get(Uid) is { } uid && !container.SetConfigItem("lxc.init.uid", uid))
            || (call.Get(Gid) is { } gid && !container.SetConfigItem("lxc.init.gid", gid)))
            return call.Fail(container);
        if (call.Operands.Count == 0 && string.IsNullOrEmpty(container.GetConfigItem("lxc.execute.cmd")))
            return call.Fail("missing command to execute!");
        container.WantDaemonize(call.Has(Daemon));
        if (!container.Start(useInit: true, call.Operands))
            return call.Fail(container);
        return call.Has(Daemon) ? 0 : WaitStatus.Code(container.ErrorNum);
    }
}
