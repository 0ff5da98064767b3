using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class ConsoleKeys
{
    private const string OwnLog = "There is no log of LXC; the daemon's own is set in orch.yaml.";

    public static readonly LxcKey[] All =
    [
        new("lxc.tty.max", LxcTypes.Number, CarriedOut, "So many /dev/ttyN, for orch console -t N; container_ttys names them to systemd."),
        new("lxc.tty.dir", LxcTypes.Path, CarriedOut, "Folder in /dev for console and ttys, with links to them."),
        new("lxc.pty.max", LxcTypes.Number, CarriedOut, "max= of the container's devpts; console and ttys are not counted."),
        new("lxc.console.path", LxcTypes.Path, CarriedOut, "The console is tied to that device too; none: there is none, stdin is /dev/null and the output goes to orch logs."),
        new("lxc.console.logfile", LxcTypes.Path, CarriedOut, "Beside orch logs, which has it in any case."),
        new("lxc.console.rotate", LxcTypes.Flag, CarriedOut, "A full file becomes FILE.1; without it the file begins anew. orch console --rotate does it at any time."),
        new("lxc.console.size", LxcTypes.SizeOrAuto, CarriedOut, "Most bytes of the file, rounded up to a power of two from a page on."),
        new("lxc.console.buffer.size", LxcTypes.SizeOrAuto, CarriedOut, "What orch console --show-log gives; 128 KiB without it, at most 16 MiB."),
        new("lxc.log.file", LxcTypes.Path, NoEffect, OwnLog),
        new("lxc.log.level", LxcTypes.LogLevel, NoEffect, OwnLog),
        new("lxc.log.syslog", LxcTypes.Syslog, NoEffect, OwnLog),
    ];
}
