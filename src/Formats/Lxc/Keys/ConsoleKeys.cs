using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class ConsoleKeys
{
    private const string Logs = "What the payload writes is kept by the engine: orch logs.";
    private const string OwnLog = "There is no log of LXC; the daemon's own is set in orch.yaml.";

    public static readonly LxcKey[] All =
    [
        new("lxc.tty.max", LxcTypes.Number, NoEffect, "No /dev/ttyN is made; orch exec -it gives as many terminals as are wanted."),
        new("lxc.tty.dir", LxcTypes.Path, NoEffect, "No /dev/ttyN is made."),
        new("lxc.pty.max", LxcTypes.Number, CarriedOut, "max= of the container's devpts."),
        new("lxc.console.path", LxcTypes.Path, NoEffect, "The payload's stdin is /dev/null, its output goes to orch logs."),
        new("lxc.console.logfile", LxcTypes.Path, NoEffect, Logs),
        new("lxc.console.rotate", LxcTypes.Flag, NoEffect, Logs),
        new("lxc.console.size", LxcTypes.SizeOrAuto, NoEffect, Logs),
        new("lxc.console.buffer.size", LxcTypes.SizeOrAuto, NoEffect, Logs),
        new("lxc.log.file", LxcTypes.Path, NoEffect, OwnLog),
        new("lxc.log.level", LxcTypes.LogLevel, NoEffect, OwnLog),
        new("lxc.log.syslog", LxcTypes.Syslog, NoEffect, OwnLog),
    ];
}
