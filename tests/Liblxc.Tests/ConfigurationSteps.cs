namespace Orchestrator.Liblxc.Tests;

/// <summary>
/// What both libraries are told, for the program config-walk. Left out is where LXC 5.0.2 errs and ours does not:
/// docs/liblxc.md lists that.
/// </summary>
internal static class ConfigurationSteps
{
    public const string All = """
        new
        lxc.arch amd64
        lxc.arch i686
        lxc.ephemeral 1
        lxc.group onboot
        lxc.group a b
        lxc.group
        get lxc.group
        lxc.group c
        lxc.start.auto 1
        lxc.start.delay 5
        lxc.start.order -3
        lxc.monitor.unshare 1
        lxc.monitor.signal.pdeath SIGTERM
        lxc.environment A=b
        lxc.init.cmd /sbin/foo bar
        lxc.init.cwd /tmp
        lxc.init.uid 12
        lxc.init.gid 13
        lxc.init.groups 1,2
        lxc.init.groups 3
        lxc.signal.halt SIGRTMIN+3
        lxc.signal.stop 9
        lxc.no_new_privs 1
        lxc.keyring.session 0
        lxc.sched.core 1
        lxc.tty.max 4
        lxc.tty.dir lxc
        lxc.pty.max 100
        lxc.console.path none
        lxc.console.path /dev/tty9
        lxc.console.logfile /tmp/x
        lxc.console.rotate 1
        lxc.console.size auto
        lxc.console.size 5000
        lxc.console.buffer.size auto
        lxc.console.buffer.size 1MB
        lxc.log.file /tmp/lxclog
        lxc.log.level 3
        lxc.log.level INFO
        lxc.log.syslog local3
        lxc.hook.pre-start /bin/true
        lxc.hook.pre-start /bin/false a
        lxc.hook.start /bin/x
        get lxc.hook
        lxc.hook
        get lxc.hook.pre-start
        lxc.hook.version 1
        lxc.namespace.clone net uts
        lxc.namespace.keep ipc
        lxc.namespace.clone
        lxc.namespace.keep ipc user
        lxc.namespace.share.net foo
        get lxc.namespace.share.net
        lxc.idmap u 0 100000 65536
        lxc.idmap g 0 100000 65536
        lxc.cgroup.dir a/b
        lxc.cgroup.dir.container c
        lxc.cgroup.dir.container.inner inner
        lxc.cgroup.dir.monitor m
        lxc.cgroup.dir.monitor.pivot p
        lxc.cgroup.relative 1
        lxc.cgroup2.memory.max 64M
        lxc.cgroup2.memory.max 128M
        lxc.cgroup2.pids.max 5
        keys lxc.cgroup2
        lxc.prlimit.nofile 100:200
        lxc.prlimit.core unlimited
        lxc.prlimit.nproc 5
        get lxc.prlimit
        keys lxc.prlimit
        lxc.sysctl.net.ipv4.ip_forward 1
        get lxc.sysctl
        keys lxc.sysctl
        lxc.proc.oom_score_adj 10
        get lxc.proc
        keys lxc.proc
        lxc.rootfs.path dir:/tmp/r
        lxc.rootfs.mount /mnt
        lxc.rootfs.options ro,nosuid
        lxc.rootfs.options idmap=container
        lxc.rootfs.managed 0
        lxc.mount.fstab /tmp/fstab
        lxc.mount.entry /tmp tmp none bind 0 0
        lxc.mount.entry proc proc proc defaults 0 0
        lxc.mount.auto proc:mixed sys:ro
        lxc.autodev 0
        lxc.cap.drop sys_admin net_admin
        lxc.cap.drop mknod
        lxc.seccomp.profile /tmp/sec
        lxc.seccomp.allow_nesting 1
        lxc.seccomp.notify.proxy unix:/tmp/x
        lxc.seccomp.notify.cookie abc
        lxc.apparmor.profile unconfined
        lxc.apparmor.allow_incomplete 1
        lxc.apparmor.allow_nesting 1
        lxc.apparmor.raw deny /x,
        lxc.selinux.context a:b:c:d
        lxc.selinux.context.keyring x:y
        lxc.net.0.link br0
        lxc.net.0.type veth
        get lxc.net
        keys lxc.net
        keys lxc.net.0
        lxc.net.0.link lxcbr0
        lxc.net.0.name eth0
        lxc.net.0.flags up
        lxc.net.0.hwaddr 00:16:3e:00:00:01
        lxc.net.0.mtu 1400
        lxc.net.0.ipv4.address 10.0.3.4/24
        lxc.net.0.ipv4.address 10.0.3.5/24 10.0.3.255
        lxc.net.0.ipv4.address 10.0.3.6
        lxc.net.0.ipv4.gateway 10.0.3.1
        lxc.net.0.ipv4.gateway auto
        lxc.net.0.ipv6.address fd00::5/64
        lxc.net.0.ipv6.gateway fd00::1
        lxc.net.0.ipv6.gateway dev
        lxc.net.0.script.up /bin/up
        lxc.net.0.script.down /bin/down
        lxc.net.0.veth.pair vethx
        lxc.net.0.veth.mode router
        lxc.net.0.veth.ipv4.route 192.168.0.0/16
        lxc.net.0.veth.ipv6.route fd00:1::/64
        lxc.net.0.veth.vlan.id 5
        lxc.net.0.veth.vlan.id none
        lxc.net.0.veth.vlan.tagged.id 6
        lxc.net.0.veth.n_rxqueues 3
        lxc.net.0.veth.n_txqueues 4
        lxc.net.0.l2proxy 1
        lxc.net.0.macvlan.mode bridge
        get lxc.net.0.macvlan.mode
        keys lxc.net.0
        lxc.net.1.type macvlan
        lxc.net.1.macvlan.mode bridge
        lxc.net.2.type vlan
        lxc.net.2.vlan.id 17
        lxc.net.3.type ipvlan
        lxc.net.3.ipvlan.mode l2
        lxc.net.3.ipvlan.isolation vepa
        lxc.net.4.type phys
        lxc.net.5.type none
        lxc.net.6.type empty
        get lxc.net
        keys lxc.net.1
        keys lxc.net.2
        keys lxc.net.3
        keys lxc.net.4
        keys lxc.net.5
        keys lxc.net.6
        lxc.foo bar
        foo bar
        lxc.ephemeral x
        lxc.tty.max abc
        lxc.arch nonsense
        save
        clear lxc.group
        clear lxc.net.1
        clear lxc.net.0.ipv4.address
        get lxc.net.0.ipv4.address
        get lxc.net.1.type
        clear lxc.net.9
        clear lxc.cap.drop
        get lxc.cap.drop
        clear lxc.cgroup2.memory.max
        clear lxc.prlimit.nofile
        get lxc.prlimit
        clear lxc.hook.start
        clear lxc.hook
        clear lxc.nosuch
        clear lxc.uts.name
        clear lxc.autodev
        get lxc.autodev
        save
        clear lxc.net
        keys lxc.net
        get lxc.net
        save
        clear
        load LOADED
        get lxc.tty.max
        get lxc.uts.name
        lxc.include INCLUDED
        get lxc.tty.max
        save
        load LOADED
        save
        load /nosuch/file
        new
        clear lxc.tty.max
        get lxc.tty.max
        supported lxc.net
        supported lxc.net.0.type
        supported lxc.uts.name
        supported lxc.prlimit.x
        new
        save
        get lxc.net.0.type
        """;
}
