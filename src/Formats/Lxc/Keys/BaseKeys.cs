using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class BaseKeys
{
    public static readonly LxcKey[] All =
    [
        new("lxc.include", LxcTypes.Path, CarriedOut, "Read in its place; a directory gives its *.conf in sorted order. Circles and more than 16 levels are errors.") { List = true },
        new("lxc.arch", LxcTypes.Arch, Partly, "personality(2) of the payload, for the architectures of this machine. The default seccomp profile keeps the 32-bit ABI closed."),
        new("lxc.uts.name", LxcTypes.Text, CarriedOut, "Host name inside."),
        new("lxc.ephemeral", LxcTypes.Flag, CarriedOut, "1 removes the container once it has ended, as --rm."),
        new("lxc.group", LxcTypes.Words, CarriedOut, "Groups for orch autostart -g.") { List = true },
        new("lxc.start.auto", LxcTypes.Flag, CarriedOut, "1: orch autostart starts it, and the daemon where lxc.autostart of its settings names the directory."),
        new("lxc.start.delay", LxcTypes.Number, CarriedOut, "Seconds that orch autostart waits after it."),
        new("lxc.start.order", LxcTypes.Integer, CarriedOut, "orch autostart begins with the lowest."),
        new("lxc.monitor.unshare", LxcTypes.Number, NoEffect, "There is no monitor process; the launcher has a mount namespace of its own anyway."),
        new("lxc.monitor.signal.pdeath", LxcTypes.DeathSignal, NoEffect, "There is no monitor process whose death could matter: containers outlive daemon and launcher."),
        new("lxc.environment", LxcTypes.Environment, CarriedOut, "For payload and hooks; a bare name takes the caller's value.") { List = true },
        new("lxc.environment.runtime", LxcTypes.Environment, CarriedOut, "For the payload only.") { List = true },
        new("lxc.environment.hooks", LxcTypes.Environment, CarriedOut, "For hooks only.") { List = true },
        new("lxc.execute.cmd", LxcTypes.Command, CarriedOut, "The command below the engine's own init where neither COMMAND nor lxc.init.cmd is given."),
        new("lxc.init.cmd", LxcTypes.Command, CarriedOut, "The command; without it and without COMMAND /sbin/init."),
        new("lxc.init.cwd", LxcTypes.Path, CarriedOut, "Working directory."),
        new("lxc.init.uid", LxcTypes.Account, CarriedOut, "User inside; a name is looked up in the container's /etc/passwd."),
        new("lxc.init.gid", LxcTypes.Account, CarriedOut, "Group inside; a name is looked up in the container's /etc/group."),
        new("lxc.init.groups", LxcTypes.Groups, CarriedOut, "Supplementary group ids.") { List = true },
        new("lxc.signal.halt", LxcTypes.Signal, CarriedOut, "The signal of orch stop; without it that of the init found in the image: SIGRTMIN+3 for systemd, SIGUSR1 for busybox, else SIGPWR."),
        new("lxc.signal.reboot", LxcTypes.Signal, CarriedOut, "The signal of orch restart; without it that of the init found in the image, else lxc.signal.halt."),
        new("lxc.signal.stop", LxcTypes.Signal, NoEffect, "The last resort of orch stop is SIGKILL to every process, which nothing can catch."),
        new("lxc.no_new_privs", LxcTypes.Flag, CarriedOut, "PR_SET_NO_NEW_PRIVS; as in LXC off without it."),
        new("lxc.keyring.session", LxcTypes.Flag, CarriedOut, "A session keyring of its own; as in LXC on without it."),
        new("lxc.sched.core", LxcTypes.Flag, Partly, "0 is what there is. 1 is refused: core scheduling cookies are not given out yet."),
    ];
}
