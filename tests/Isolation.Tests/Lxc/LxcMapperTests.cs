using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Lxc;

public sealed class LxcMapperTests
{
    private const string Root = "lxc.rootfs.path = dir:/srv/web\n";

    [Fact]
    public void Map_TheKeysOfAPayload_AreInTheSpec()
    {
        var spec = Good(Root + """
            lxc.uts.name = web
            lxc.init.cmd = /bin/my\ init "a b" 'c'
            lxc.init.cwd = /srv
            lxc.init.uid = 5
            lxc.init.groups = 7,8
            lxc.environment = A=1
            lxc.environment.runtime = B
            lxc.signal.halt = SIGRTMIN+4
            lxc.arch = linux32
            lxc.no_new_privs = 1
            lxc.keyring.session = 0
            lxc.prlimit.nofile = 10:unlimited
            lxc.sysctl.net.ipv4.ip_forward = 1
            lxc.proc.oom_score_adj = 5
            lxc.time.offset.boot = 5h
            lxc.cgroup2.memory.max = 64M
            lxc.cgroup2.cpu.max = 50000 100000
            lxc.cgroup2.pids.max = 9
            lxc.start.auto = 1
            lxc.start.order = -3
            lxc.group = onboot web
            """);

        spec.RootfsPath.ShouldBe("/srv/web");
        spec.Root!.Direct.ShouldBe(true);
        spec.Hostname.ShouldBe("web");
        spec.Command.ShouldBe(["/bin/my init", "a b", "c"]);
        (spec.WorkingDirectory, spec.User, spec.StopSignal).ShouldBe(("/srv", "5:0", 38));
        spec.Groups.ShouldBe([7u, 8u]);
        spec.Environment.ShouldBe(new Dictionary<string, string> { ["container"] = "lxc", ["A"] = "1", ["B"] = "caller" });
        (spec.Personality, spec.SessionKeyring, spec.Security.NoNewPrivileges).ShouldBe((8u, false, true));
        spec.Rlimits.ShouldBe([new RlimitSpec("nofile", 10, ulong.MaxValue)]);
        spec.Sysctls!["net.ipv4.ip_forward"].ShouldBe("1");
        spec.ProcFiles!["oom_score_adj"].ShouldBe("5");
        (spec.Namespaces.ClockOffset, spec.Namespaces.BootOffset).ShouldBe((TimeSpan.Zero, TimeSpan.FromHours(5)));
        (spec.Resources.MemoryBytes, spec.Resources.Cpus, spec.Resources.Pids).ShouldBe((64L << 20, 0.5, 9));
        (spec.Autostart!.Auto, spec.Autostart.Order).ShouldBe((true, -3));
        spec.Autostart.Groups.ShouldBe(["onboot", "web"]);
    }

    [Fact]
    public void Map_Nothing_KeepsTheEnginesSafeDefaults()
    {
        var spec = Good(Root);

        spec.Namespaces.User.ShouldBe(UserNamespaceMode.Private);
        spec.Namespaces.Network.ShouldBe(NetworkMode.None);
        spec.Security.SeccompProfile.ShouldBe("default");
        spec.Command.ShouldBe(["/sbin/init"]);
        spec.StopSignal.ShouldBe(30);
    }

    [Fact]
    public void Map_MountEntries_HaveTheirOptions()
    {
        var mounts = Good(Root + """
            lxc.mount.entry = /a\040b srv/web/x none bind,ro,create=dir 0 0
            lxc.mount.entry = /dev/fuse dev/fuse none rbind,optional,create=file,rslave
            lxc.mount.entry = none dev/shm tmpfs rw,nosuid,size=5M,create=dir 0 0
            lxc.mount.entry = data /srv/web/y none bind,relative
            lxc.mount.entry = /v v none rbind,rro,idmap=container,nosymlink,subpath=a
            """).Mounts;

        mounts.ShouldBe([
            new MountSpec { Kind = MountKind.Bind, Source = "/a b", Target = "/srv/web/x", ReadOnly = false, Flags = MountFlags.ReadOnly, Recursive = false, Create = true },
            new MountSpec { Kind = MountKind.Bind, Source = "/dev/fuse", Target = "/dev/fuse", ReadOnly = false, Flags = MountFlags.None, Recursive = true, Create = true, Optional = true, Propagation = "rslave" },
            new MountSpec { Kind = MountKind.Filesystem, Type = "tmpfs", Target = "/dev/shm", ReadOnly = false, Flags = MountFlags.NoSuid, Options = "size=5M", Create = true },
            new MountSpec { Kind = MountKind.Inside, Source = "/data", Target = "/y", ReadOnly = false, Flags = MountFlags.None, Recursive = false, Create = false },
            new MountSpec { Source = "/v", Target = "/v", ReadOnly = false, Flags = MountFlags.ReadOnly, Recursive = true, Create = false, NoSymlinks = true, Subpath = "a", IdMap = new MountIdMap() },
        ]);
    }

    [Theory]
    [InlineData("proc:mixed sys:ro cgroup:mixed", ProcView.Mixed, SysView.ReadOnly, CgroupView.Delegated)]
    [InlineData("proc sys cgroup2:ro", ProcView.Mixed, SysView.Mixed, CgroupView.ReadOnly)]
    [InlineData("proc:rw sys:rw", ProcView.Writable, SysView.Writable, CgroupView.None)]
    public void Map_MountAuto_SaysHowTheTreesLook(string words, ProcView proc, SysView sys, CgroupView cgroup)
    {
        var tree = Good($"{Root}lxc.mount.auto = {words}\n").Tree!;

        (tree.Proc, tree.Sys, tree.Cgroup).ShouldBe((proc, sys, cgroup));
    }

    [Theory]
    [InlineData("lxc.cap.drop = sys_admin net_raw", 39)]
    [InlineData("lxc.cap.keep = net_admin kill", 2)]
    [InlineData("lxc.cap.keep = none", 0)]
    [InlineData("", 41)]
    public void Map_Capabilities_AreCountedFromTheFullSet(string line, int count)
    {
        var security = Good(Root + line).Security;

        CapabilitySet.TryResolve(security.CapAdd, security.CapDrop, out var set, out _).ShouldBeTrue();
        set.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("lxc.net.0.type = veth\nlxc.net.0.hwaddr = 01:00:00:00:00:00", "c:3: lxc.net.0.hwaddr = 01:00:00:00:00:00: this is no address of a device")]
    [InlineData("lxc.net.0.type = veth\nlxc.net.0.mtu = big", "c:3: lxc.net.0.mtu = big: an MTU is a number")]
    [InlineData("lxc.net.0.type = veth\nlxc.net.0.flags = down", "c:3: lxc.net.0.flags = down: the only flag is up")]
    [InlineData("lxc.net.0.type = veth\nlxc.net.0.ipv4.gateway = auto", "c:3: lxc.net.0.ipv4.gateway = auto: an interface that is not up")]
    [InlineData("lxc.net.0.type = none\nlxc.sysctl.kernel.panic = 1", null)]
    [InlineData("lxc.apparmor.profile = lxc-default", "c:2: lxc.apparmor.profile = lxc-default: AppArmor is not active on this host")]
    [InlineData("lxc.apparmor.profile = unconfined", null)]
    [InlineData("lxc.selinux.context = x", "c:2: lxc.selinux.context = x: SELinux is not active on this host")]
    [InlineData("lxc.cap.keep = kill\nlxc.cap.drop = kill", "c:2: lxc.cap.keep = kill: it excludes lxc.cap.drop (c:3)")]
    [InlineData("lxc.namespace.keep = pid", "c:2: lxc.namespace.keep = pid: the host's processes can be shared with the host's user namespace only")]
    [InlineData("lxc.rootfs.path = zfs:tank/x", "c:2: lxc.rootfs.path = zfs:tank/x: roots of the type zfs are not supported")]
    [InlineData("lxc.mount.entry = /dev/sda1 x ext4 rw", "c:2: lxc.mount.entry = /dev/sda1 x ext4 rw: a mount of the type ext4 is not supported")]
    [InlineData("lxc.mount.entry = /a b none bind,shared", "c:2: lxc.mount.entry = /a b none bind,shared: shared would let")]
    [InlineData("lxc.mount.entry = /a b none bind,idmap=/proc/1/ns/user", "c:2: lxc.mount.entry = /a b none bind,idmap=/proc/1/ns/user: the user namespace /proc/1/ns/user cannot be named by its path")]
    [InlineData("lxc.environment = NOT_SET_ANYWHERE", "c:2: lxc.environment = NOT_SET_ANYWHERE: the caller's environment has no such variable")]
    [InlineData("lxc.namespace.keep = mnt", "c:2: lxc.namespace.keep = mnt: a container has a root of its own")]
    [InlineData("lxc.namespace.keep = pid user\nlxc.namespace.share.net = other\nlxc.namespace.share.time = 5", null)]
    [InlineData("lxc.cgroup2.devices.allow = c 1:x rwm", "c:2: lxc.cgroup2.devices.allow = c 1:x rwm: it is no device rule")]
    [InlineData("lxc.prlimit.files = 5", "c:2: lxc.prlimit.files = 5: 'files' is no resource limit")]
    [InlineData("lxc.init.cmd = 'a", "c:2: lxc.init.cmd = 'a: a quote in it is not closed")]
    public void Map_WhatCannotBe_IsRefusedWithItsPlaceAndReason(string lines, string? expected)
    {
        var problems = Map(Root + lines).Problems;

        if (expected is null)
            problems.ShouldBeEmpty();
        else
            problems.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Fact]
    public void Map_ASeccompPolicy_IsTakenAsItWasRead()
    {
        var items = LxcReader.ReadText(new HostLxcFiles(), Root + "lxc.seccomp.profile = /p\n", "c").Items;

        var read = LxcMapper.Map(items, new LxcContext { Name = "web", Files = new Dictionary<string, string> { ["/p"] = "2\ndenylist\n" } });
        var unread = LxcMapper.Map(items, new LxcContext { Name = "web" });

        (read.Spec.Security.SeccompProfile, read.Spec.Security.SeccompPolicy).ShouldBe(("/p", "2\ndenylist\n"));
        unread.Problems.ShouldHaveSingleItem().ShouldContain("was not read");
    }

    [Fact]
    public void Map_Hooks_HaveLxcsArgumentsAndEnvironment()
    {
        var hooks = Good(Root + "lxc.environment.hooks = H=1\nlxc.hook.mount = /x a\nlxc.hook.pre-start = /y\n").Hooks!;

        hooks.Select(hook => hook.Kind).ShouldBe([HookKind.Mounted, HookKind.HostPreStart]);
        hooks[0].Arguments.ShouldBe(["sh", "-c", "/x a web lxc mount"]);
        hooks[0].Environment["LXC_NAME"].ShouldBe("web");
        hooks[0].Environment["LXC_ROOTFS_MOUNT"].ShouldBe("/proc/self/fd/9");
        hooks[0].Environment["H"].ShouldBe("1");
    }

    [Fact]
    public void Map_HarmlessKeys_AreNoted()
    {
        var mapped = Map(Root + "lxc.tty.max = 4\nlxc.log.level = INFO\nlxc.cgroup.cpuset.cpus = 0\n");

        mapped.Problems.ShouldBeEmpty();
        mapped.Spec.Console!.Ttys.ShouldBe(4);
        mapped.Notes.ShouldContain("c:4: lxc.cgroup.cpuset.cpus = 0 has no effect: this host does not use cgroup v1.");
    }

    /// <summary>No key is forgotten: each that is refused or without effect says so, each other one passes.</summary>
    [Fact]
    public void Map_EveryKey_HasTheVerdictOfTheTable()
    {
        foreach (var key in LxcKeys.All.Where(key => !key.Group && key.Verdict is LxcVerdict.Refused or LxcVerdict.NoEffect))
        {
            var value = new[] { "1", "/x", "daemon", "INFO", "SIGKILL", "8K" }.First(value => key.Check(value) is null);
            var mapped = Map($"{Root}{key.Name} = {value}\n");

            if (key.Verdict == LxcVerdict.Refused)
                mapped.Problems.ShouldHaveSingleItem(key.Name).ShouldContain(key.Note);
            else
                mapped.Notes.ShouldHaveSingleItem(key.Name).ShouldContain(key.Note);
        }
    }

    [Fact]
    public void Export_ASpec_LoadsAndComesBack()
    {
        var spec = new ContainerSpec
        {
            RootfsPath = "/srv/x", Command = ["sh", "-c", "echo \"a b\""], Hostname = "h", User = "5:6",
            Mounts =
            [
                new MountSpec { Kind = MountKind.Tmpfs, Target = "/t t", SizeBytes = 4096, ReadOnly = false },
                new MountSpec
                {
                    Source = "/tmp", Target = "/in", Subpath = "a/b", NoSymlinks = true, Optional = true, Propagation = "rslave", Flags = MountFlags.NoExec | MountFlags.ReadOnly,
                    Shallow = true, IdMap = new MountIdMap { Recursive = true, Ranges = [new(false, true, 0, 5, 1), new(false, false, 7, 8, 9), new(true, true, 0, 5, 1)] },
                },
            ],
            Resources = new ResourceLimits
            {
                MemoryBytes = 64 << 20, Pids = 5, MemorySwapBytes = 96 << 20, MemoryLowBytes = 1 << 20, MemoryHighBytes = 32 << 20,
                CpuWeight = 7, CpusetCpus = "0-1", CpusetMems = "0", IoWeight = 20,
            },
            Rlimits = [new RlimitSpec("core", 0, ulong.MaxValue)],
        };

        var again = Good(LxcExport.Write(spec));

        (again.RootfsPath, again.Hostname, again.User).ShouldBe(("/srv/x", "h", "5:6"));
        again.Command.ShouldBe(spec.Command);
        again.Mounts[0].Target.ShouldBe("/t t");
        (again.Mounts[1] with { IdMap = null }).ShouldBe(spec.Mounts[1] with { IdMap = null, ReadOnly = false, Recursive = true, Create = true });
        again.Mounts[1].IdMap!.Recursive.ShouldBeTrue();
        again.Mounts[1].IdMap!.Ranges.ShouldBe(spec.Mounts[1].IdMap!.Ranges);
        again.Resources.ShouldBe(spec.Resources);
        again.Rlimits.ShouldBe(spec.Rlimits);
        CapabilitySet.TryResolve(again.Security.CapAdd, again.Security.CapDrop, out var set, out _).ShouldBeTrue();
        set.ShouldBe(CapabilitySet.Default);
    }

    [Fact]
    public void Map_DeviceRules_AreKeptInOrderOnEitherVersion()
    {
        var rules = Good(Root + "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.allow = b *:* m\n").Resources.Devices!;
        rules.Select(rule => (rule.Allow, rule.ToString())).ShouldBe([(false, "a"), (true, "c 1:3 rwm"), (true, "b *:* m")]);
        // What every container has takes no policy of its own.
        Good(Root + "lxc.cgroup.devices.allow = c 1:3 rwm\n").Resources.Devices.ShouldBeNull();
        var written = LxcExport.Write(new ContainerSpec { RootfsPath = "/x", Command = ["sh"], Resources = new ResourceLimits { Devices = rules } });
        Good(written).Resources.Devices!.ShouldBe(rules);
    }

    [Fact]
    public void Map_V1Limits_BecomeTheEnginesOwn()
    {
        var limits = Good(Root + "lxc.cgroup.memory.limit_in_bytes = 64M\nlxc.cgroup.memory.memsw.limit_in_bytes = 96M\nlxc.cgroup.memory.soft_limit_in_bytes = 8M\nlxc.cgroup.cpu.shares = 512\nlxc.cgroup.cpu.cfs_quota_us = 20000\nlxc.cgroup.cpu.cfs_period_us = 50000\nlxc.cgroup.blkio.weight = 300\n").Resources;
        limits.ShouldBe(new ResourceLimits
        {
            MemoryBytes = 64 << 20, MemorySwapBytes = 96 << 20, MemoryLowBytes = 8 << 20, CpuShares = 512,
            CpuQuotaUsec = 20_000, CpuPeriodUsec = 50_000, IoWeight = 300,
        });
    }

    [Fact]
    public void Names_OfCapabilities_AreTheEnginesOwn() =>
        LxcCapabilities.All.Select(name => name.ToUpperInvariant()).ShouldBe(CapabilityNames.All);

    [Theory]
    [InlineData("", UserNamespaceMode.Host)]
    [InlineData("lxc.idmap = u 0 100000 10\nlxc.idmap = g 0 100000 10\n", UserNamespaceMode.Private)]
    public void Map_WithoutARootfs_IsTheHostsTreeForLxcsCommandsAlone(string maps, UserNamespaceMode users)
    {
        var document = LxcReader.ReadText(new HostLxcFiles(), "lxc.uts.name = x\n" + maps, "c");
        LxcMapper.Map(document.Items, new LxcContext { Name = "x" }).Problems.ShouldHaveSingleItem().ShouldContain("lxc.rootfs.path is not set");
        var mapped = LxcMapper.Map(document.Items, new LxcContext { Name = "x", HostRoot = true });
        mapped.Problems.ShouldBeEmpty();
        mapped.Spec.RootfsPath.ShouldBe("/");
        mapped.Spec.Root.ShouldBe(new RootSpec { Direct = true, Recursive = true, Idmapped = false });
        mapped.Spec.Namespaces.User.ShouldBe(users);
        mapped.Spec.Tree!.Proc.ShouldBe(ProcView.Writable);
        mapped.Spec.Tree.Dev.ShouldBe(DevView.Existing);
    }

    private static ContainerSpec Good(string text)
    {
        var mapped = Map(text);
        mapped.Problems.ShouldBeEmpty();
        return mapped.Spec;
    }

    private static LxcMapped Map(string text)
    {
        // SysctlCheck judges the parameter names, later.
        var document = LxcReader.ReadText(new HostLxcFiles(), text, "c");
        return LxcMapper.Map(document.Items, new LxcContext
        {
            Name = "web", CgroupV2 = true, CallerEnvironment = new Dictionary<string, string> { ["B"] = "caller" },
        });
    }
}
