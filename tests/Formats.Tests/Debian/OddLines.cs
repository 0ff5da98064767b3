namespace Orchestrator.Formats.Tests.Debian;

/// <summary>One configuration a line, around the edges of what liblxc takes.</summary>
internal static class OddLines
{
    /// <summary>Where we differ on purpose, with liblxc's verdict.</summary>
    public static readonly string[] JudgedOtherwise =
    [
        // liblxc takes any number and the container fails at its stop.
        "lxc.signal.halt = 65 (liblxc loads)",
        "lxc.signal.reboot = 0 (liblxc loads)",
        // Beyond the last id, above the hard limit: the kernel refuses the start.
        "lxc.idmap = u 4294967295 5 5 (liblxc loads)",
        "lxc.autodev.tmpfs.size = x (liblxc loads)",
        "lxc.prlimit.nofile = 5:4 (liblxc loads)",
        "lxc.net.0.ipv6.address = fe80::1/129 (liblxc loads)",
        // The caller's environment is looked at by create, which refuses it then.
        "lxc.environment = ORCH_NOT_SET (liblxc refuses)",
    ];

    public static readonly string[] All =
    [
        "lxc.uts.name = x", "lxc.uts.name=x", "lxc.uts.name", "lxc.nothing = x", "lxd.nothing = x", "  lxc.uts.name = x", "lxc.uts.name =",
        "lxc.arch = x86_64", "lxc.arch = vax", "lxc.arch = linux32", "lxc.arch = aarch64", "lxc.ephemeral = 1", "lxc.ephemeral = 2", "lxc.ephemeral = yes",
        "lxc.start.auto = 1", "lxc.start.auto = 2", "lxc.start.delay = -1", "lxc.start.delay = 5", "lxc.start.order = -5", "lxc.start.order = x",
        "lxc.signal.halt = SIGPWR", "lxc.signal.halt = PWR", "lxc.signal.halt = 30", "lxc.signal.halt = 65", "lxc.signal.halt = SIGRTMIN+3",
        "lxc.signal.halt = RTMIN+3", "lxc.signal.halt = SIGNO", "lxc.signal.halt = sigpwr", "lxc.signal.stop = SIGRTMAX-2", "lxc.signal.reboot = 0",
        "lxc.monitor.signal.pdeath = 0", "lxc.monitor.signal.pdeath = SIGKILL", "lxc.init.uid = 0", "lxc.init.uid = -1", "lxc.init.uid = root", "lxc.init.gid = 5",
        "lxc.init.groups = 1,2,3", "lxc.init.groups = a", "lxc.init.groups = 1,", "lxc.no_new_privs = 1", "lxc.no_new_privs = 2", "lxc.keyring.session = 0", "lxc.keyring.session = 3",
        "lxc.idmap = u 0 100000 65536", "lxc.idmap = g 0 100000 65536", "lxc.idmap = b 0 100000 65536", "lxc.idmap = u 0 100000", "lxc.idmap = u 0 a 5", "lxc.idmap = u 4294967295 5 5",
        "lxc.idmap = u 0 1 2 3", "lxc.cap.drop = sys_admin nothing", "lxc.cap.drop = SYS_ADMIN", "lxc.cap.drop = none", "lxc.cap.drop = 5", "lxc.cap.keep = cap_chown", "lxc.init.gid = -5", "lxc.init.uid = 5x", "lxc.mount.auto = sys:mixed proc", "lxc.mount.auto =  proc", "lxc.cap.keep = none", "lxc.namespace.keep = net", "lxc.namespace.keep = network",
        "lxc.namespace.clone = pid net", "lxc.namespace.share.net = other", "lxc.namespace.share.nothing = other", "lxc.time.offset.boot = 5h", "lxc.time.offset.boot = 5",
        "lxc.time.offset.monotonic = -3s", "lxc.time.offset.boot = 5d", "lxc.mount.auto = proc:mixed", "lxc.mount.auto = proc:ro", "lxc.mount.auto = cgroup:rw:force",
        "lxc.mount.auto = cgroup:ro", "lxc.mount.auto = cgroup-full:mixed", "lxc.mount.auto = cgroup2", "lxc.mount.auto = shmounts:/dev/shm", "lxc.mount.auto = nothing",
        "lxc.mount.entry = a", "lxc.mount.fstab = /not/there", "lxc.rootfs.path = zip:/x", "lxc.rootfs.options = nothing", "lxc.rootfs.managed = 0", "lxc.rootfs.managed = 2",
        "lxc.autodev = 0", "lxc.autodev = 2", "lxc.autodev.tmpfs.size = 5M", "lxc.autodev.tmpfs.size = x", "lxc.tty.max = 4", "lxc.tty.max = x", "lxc.pty.max = 5", "lxc.pty.max = -1",
        "lxc.console.size = auto", "lxc.console.size = 8K", "lxc.console.size = x", "lxc.console.buffer.size = 4096", "lxc.console.rotate = 1", "lxc.console.rotate = 2",
        "lxc.log.level = INFO", "lxc.log.level = info", "lxc.log.level = 8", "lxc.log.level = 9", "lxc.log.level = LOUD", "lxc.log.syslog = daemon", "lxc.log.syslog = user",
        "lxc.hook = x", "lxc.hook.mount = x", "lxc.hook.nothing = x", "lxc.hook.version = 1", "lxc.hook.version = 2", "lxc.prlimit.nofile = 1024", "lxc.prlimit.nofile = 5:4",
        "lxc.prlimit.nofile = unlimited", "lxc.prlimit.nothing = 5", "lxc.prlimit.nofile = a", "lxc.prlimit = 5", "lxc.sysctl.net.ipv4.ip_forward = 1", "lxc.sysctl = 1", "lxc.proc.oom_score_adj = 5",
        "lxc.cgroup2.memory.max = 5", "lxc.cgroup.memory.limit_in_bytes = 5", "lxc.cgroup.dir = x", "lxc.cgroup.dir.container = x", "lxc.cgroup.relative = 1", "lxc.cgroup.relative = 2",
        "lxc.net = x", "lxc.net =", "lxc.net.0 =", "lxc.net.0.type = veth", "lxc.net.0.type = nothing", "lxc.net.x.type = veth", "lxc.net.0.nothing = x", "lxc.net.0.flags = up", "lxc.net.0.flags = down",
        "lxc.net.0.link = br0", "lxc.net.0.link = abcdefghijklmnop", "lxc.net.0.name = abcdefghijklmno", "lxc.net.0.hwaddr = xx:xx", "lxc.net.0.mtu = x", "lxc.net.0.ipv4.address = 10.0.0.1/24",
        "lxc.net.0.ipv4.address = 10.0.0.1/33", "lxc.net.0.ipv4.address = 10.0.0.1", "lxc.net.0.ipv4.address = 10.0.0.1/24 10.0.0.255", "lxc.net.0.ipv4.address = x", "lxc.net.0.ipv4.address = 10.0.0.256",
        "lxc.net.0.ipv6.address = fe80::1/64", "lxc.net.0.ipv6.address = fe80::1/129", "lxc.net.0.ipv4.gateway = auto", "lxc.net.0.ipv4.gateway = dev", "lxc.net.0.ipv4.gateway = x",
        "lxc.net.0.ipv6.gateway = fe80::1", "lxc.net.0.veth.mode = bridge", "lxc.net.0.veth.pair = x", "lxc.net.0.vlan.id = 5", "lxc.net.0.l2proxy = 1", "lxc.net.0.l2proxy = 2", "lxc.net.0.script.up = x",
        "lxc.net.0.macvlan.mode = bridge", "lxc.environment = A=B", "lxc.environment = ORCH_NOT_SET", "lxc.seccomp.profile = /not/there", "lxc.seccomp.allow_nesting = 1", "lxc.seccomp.allow_nesting = 2",
        "lxc.apparmor.profile = x", "lxc.apparmor.allow_incomplete = 1", "lxc.apparmor.allow_incomplete = 2", "lxc.selinux.context = x", "lxc.include = /not/there", "lxc.include = /not/there/",
        "lxc.utsname = x", "lxc.rootfs = x", "lxc.network.type = veth", "lxc.sched.core = 1", "lxc.sched.core = 2", "lxc.monitor.unshare = 1", "lxc.monitor.unshare = 5", "lxc.uts.name = \"a b\"",
        "lxc.net.4294967296.type = veth", "lxc.net.0x1.type = veth", "lxc.cgroup2 = x", "lxc.group = a b", "lxc.execute.cmd = x", "lxc.init.cmd = x y", "lxc.init.cwd = x",
    ];
}
