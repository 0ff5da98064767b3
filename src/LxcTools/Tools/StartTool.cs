using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class StartTool : Tool
{
    private static readonly ToolOption Daemon = new('d', "daemon", null, "Daemonize the container (default)");
    private static readonly ToolOption Foreground = new('F', "foreground", null, "Start with the current tty attached to /dev/console");
    private static readonly ToolOption PidFile = new('p', "pidfile", "FILE", "Create a file with the process id");
    private static readonly ToolOption RcFile = new('f', "rcfile", "FILE", "Load configuration file FILE");
    private static readonly ToolOption Console = new('c', "console", "FILE", "Use specified FILE for the container console");
    private static readonly ToolOption ConsoleLog = new('L', "console-log", "FILE", "Log container console output to FILE");
    private static readonly ToolOption CloseFds = new('C', "close-all-fds", null, "Nothing is inherited, so nothing has to be closed");

    public override string Name => "start";

    public override string Summary => "lxc-start start COMMAND in specified container NAME";

    public override string Usage => "--name=NAME -- COMMAND";

    public override IReadOnlyList<ToolOption> Options =>
        [Daemon, Foreground, PidFile, RcFile, Console, ConsoleLog, CloseFds, .. StartSettings.Options];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined && call.Get(RcFile) is null)
            return call.Fail($"No container config specified: there is no {container.ConfigFile}");
        if (!StartSettings.Apply(call, container)
            || (call.Get(Console) is { } console && !container.SetConfigItem("lxc.console.path", console == "none" ? console : Path.GetFullPath(console)))
            || (call.Get(ConsoleLog) is { } log && !container.SetConfigItem("lxc.console.logfile", Path.GetFullPath(log))))
            return call.Fail(container);
        container.PidFile = call.Get(PidFile) is { } file ? Path.GetFullPath(file) : null;
        container.WantDaemonize(!call.Has(Foreground));
        if (!container.Start(useInit: false, call.Operands))
            return call.Fail(container);
        return call.Has(Foreground) ? WaitStatus.Code(container.ErrorNum) : 0;
    }
}
