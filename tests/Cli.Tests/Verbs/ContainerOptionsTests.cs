using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Tests.Verbs;

public sealed class ContainerOptionsTests
{
    [Fact]
    public void Read_ManyOptions_Request()
    {
        var request = Read(
            "-m", "64M", "--cpus", "0.5", "--pids", "32", "--env-secret", "TOKEN=/run/token", "-e", "A=1", "-e", "HOME", "-e", "MISSING", "-v", "/tmp:/in:ro",
            "--tmpfs", "/t:size=1M", "--ulimit", "nofile=10:20", "--restart", "on-failure:3", "--stop-signal", "SIGINT",
            "--timeout", "1m30s", "--timeout-counts", "running", "--security-opt", "no-new-privileges=false", "-l", "tier=db", "busybox", "ls", "-l");

        request.Image.ShouldBe("busybox");
        request.Command.ShouldBe(["ls", "-l"]);
        request.Resources.ShouldBe(new ResourceRequest { MemoryBytes = 64L << 20, Cpus = 0.5, Pids = 32 });
        request.Env.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["HOME"] = "/home/ada" });
        request.Mounts.ShouldBe([
            new MountRequest { Type = "bind", Source = "/tmp", Target = "/in", ReadOnly = true },
            new MountRequest { Type = "tmpfs", Target = "/t", SizeBytes = 1L << 20 },
        ]);
        request.Ulimits.ShouldBe([new UlimitRequest("nofile", 10, 20)]);
        (request.Restart, request.RestartMaxRetries).ShouldBe(("on-failure", 3));
        request.StopSignal.ShouldBe(2);
        request.TimeoutSeconds.ShouldBe(90);
        request.EnvSecrets.ShouldNotBeNull()["TOKEN"].ShouldBe("/run/token");
        request.TimeoutCountsFrozen.ShouldBe(false);
        request.NoNewPrivileges.ShouldBeFalse();
        request.Labels["tier"].ShouldBe("db");
    }

    [Fact]
    public void Read_Mounts_AsDockerSpellsThem()
    {
        var mounts = Read(
            "-v", "data:/data:noexec,nosymlink", "-v", "./here:/in:ro,rslave", "--mount",
            "type=volume,source=data,destination=/part,volume-subpath=a/b,readonly,consistency=cached", "--mount",
            "type=bind,src=/srv,target=/srv,bind-propagation=rslave,bind-nonrecursive", "--mount", "type=tmpfs,dst=/t,tmpfs-size=1M,tmpfs-mode=700",
            "--tmpfs", "/u:ro,noexec,size=2M,mode=1777", "busybox").Mounts;

        mounts.Select(mount => (mount.Type, mount.Source, mount.Target, mount.ReadOnly, mount.SizeBytes, string.Join(' ', mount.Options))).ShouldBe([
            ("volume", "data", "/data", false, null, "noexec nosymlink"),
            ("bind", Path.GetFullPath("here"), "/in", true, null, "rslave"),
            ("volume", "data", "/part", true, null, "volume-subpath=a/b"),
            ("bind", "/srv", "/srv", false, null, "bind-propagation=rslave bind"),
            ("tmpfs", null, "/t", false, 1L << 20, "mode=700"),
            ("tmpfs", null, "/u", true, 2L << 20, "noexec mode=1777"),
        ]);
    }

    [Fact]
    public void Read_RootSettings_AreNotThoseOfLxc()
    {
        var root = Read("-o", "rootfs.enter=chroot", "-o", "rootfs.upper=/up", "-o", "rootfs.lower=/b", "-o", "rootfs.direct", "busybox").Root.ShouldNotBeNull();

        (root.Enter, root.Upper, root.Direct, string.Join(' ', root.Lower)).ShouldBe(("chroot", "/up", true, "/b"));
    }

    [Fact]
    public void Read_SecurityOptions_SendTheTextOfThePolicy()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "2\ndenylist\nfrobnicate\n");
            var request = Read("--security-opt", $"seccomp={file}", "--cap-keep", "KILL,CHOWN", "busybox");
            request.Seccomp.ShouldBe(file);
            request.SeccompPolicy.ShouldBe("2\ndenylist\nfrobnicate\n");
            request.CapAdd.ShouldBe(["KILL", "CHOWN"]);
            request.CapDrop.ShouldBe(["ALL"]);
            File.WriteAllText(file, "# what it needs\nrx=/bin:/lib\n\nrw=/work\n");
            Read("--security-opt", $"landlock={file}", "busybox").SecurityModules.ShouldBe(["landlock.rx=/bin:/lib", "landlock.rw=/work"]);
        }
        finally
        {
            File.Delete(file);
        }
        Read("--security-opt", "seccomp-abi=x86,x32", "busybox").SeccompAbis.ShouldBe(["x86", "x32"]);
        Read("--security-opt", "apparmor=mine", "--security-opt", "label=type:t", "--security-opt", "landlock.ro=/usr", "busybox")
            .SecurityModules.ShouldBe(["apparmor=mine", "label=type:t", "landlock.ro=/usr"]);
        Read("-v", "/a:/b:ro,Z", "busybox").Mounts[0].ShouldSatisfyAllConditions(
            mount => mount.ReadOnly.ShouldBeTrue(), mount => mount.Options.ShouldBe(["Z"]));
        var sets = Read("--cap-set", "bounding=KILL,CHOWN", "--cap-set", "permitted=KILL", "busybox").Capabilities.ShouldNotBeNull();
        sets.Bounding.ShouldBe(["KILL", "CHOWN"]);
        sets.Permitted.ShouldBe(["KILL"]);
        sets.Effective.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--cap-set frob=KILL busybox", "--cap-set wants effective, permitted, inheritable, bounding or ambient, then = and capabilities, not 'frob=KILL'")]
    [InlineData("--cap-keep KILL --cap-add CHOWN busybox", "--cap-keep says what is left: no --cap-add, --cap-drop or --cap-set goes with it")]
    [InlineData("--cap-set bounding=KILL --cap-drop ALL busybox", "--cap-set gives the sets exactly: no --cap-add or --cap-drop goes with it")]
    [InlineData("-m 64Q busybox", "--memory wants a size such as 64M or 1.5G, not '64Q'")]
    [InlineData("--cpus 0 busybox", "--cpus wants a number above 0, not '0'")]
    [InlineData("--pids 0 busybox", "--pids must be from 1 to 4194304, not 0")]
    [InlineData("--cpu-weight 10001 busybox", "--cpu-weight must be from 1 to 10000, not 10001")]
    [InlineData("-v /a busybox", "-v wants SRC:DST or SRC:DST:OPTIONS, not '/a'")]
    [InlineData("-v /a:/b:frob busybox", "-v does not know 'frob' in '/a:/b:frob'")]
    [InlineData("-v a+*:/b busybox", "'a+*' in 'a+*:/b' is not a possible name of a volume: letters, digits and _ + - . only, not starting with a dot, at most 128 characters. A path has a slash, as in ./a+*")]
    [InlineData("-v /a:/b:idmap=uids=0-1 busybox", "-v '/a:/b:idmap=uids=0-1': '0-1' in 'uids=0-1' is no id map of a mount; write idmap, or idmap=uids=DISK-HOST-COUNT;gids=DISK-HOST-COUNT, several ranges parted by #, and @DISK-INSIDE-COUNT for ids as the container sees them")]
    [InlineData("--mount type=bind,src=/a,dst=/b,bind-recursive=some busybox", "--mount 'type=bind,src=/a,dst=/b,bind-recursive=some': 'bind-recursive=some' must be enabled, disabled, writable or readonly")]
    [InlineData("--mount type=volume,dst=/b busybox", "--mount type=volume wants source=NAME in 'type=volume,dst=/b'")]
    [InlineData("--tmpfs /t:size=many busybox", "--tmpfs wants size=SIZE, such as size=64M, not 'size=many' in '/t:size=many'")]
    [InlineData("-o rootfs.enter=door busybox", "-o does not know 'rootfs.enter=door'; known are rootfs.enter=pivot|chroot, rootfs.direct[=false], rootfs.lower=DIR and rootfs.upper=DIR")]
    [InlineData("-o lxc.uts.name=x busybox", "-o lxc.KEY=V, --legacy and --image go with --config FILE")]
    [InlineData("-v /a:b busybox", "the target must be an absolute path inside the container, not 'b' in '/a:b'")]
    [InlineData("--ulimit nofile=20:10 busybox", "--ulimit wants NAME=SOFT[:HARD] with SOFT at most HARD, such as nofile=1024:4096, not 'nofile=20:10'")]
    [InlineData("--restart sometimes busybox", "--restart must be no, on-failure[:N], always or unless-stopped, not 'sometimes'")]
    [InlineData("--stop-signal FOO busybox", "--stop-signal wants a signal such as TERM, SIGKILL or 9, not 'FOO'")]
    [InlineData("-e =x busybox", "--env wants K=V, not '=x'")]
    [InlineData("--rm --restart always busybox", "--rm and --restart exclude each other: a removed container cannot be restarted")]
    [InlineData("--security-opt smack=x busybox", "--security-opt 'smack=x' is not known; known are seccomp=default|unconfined|FILE, seccomp-abi=x86|x32, no-new-privileges[=false], apparmor=NAME|generated|unconfined|unchanged, apparmor.allow-nesting, apparmor.allow-incomplete, apparmor.raw=RULE, label=disable, label=user|role|type|level|filetype:VALUE, landlock=FILE, landlock.ro|rx|rw|rwx=PATH[:PATH], landlock.bind|connect=PORT[,PORT]|none, landlock.scope=abstract-unix,signal")]
    [InlineData("--network host --network web busybox", "--network host stands alone: it is no interface beside others")]
    [InlineData("--network web,mtu=big busybox", "--network web,mtu=big: 'big' is not possible for mtu of a network")]
    [InlineData("--ip 10.0.0.9 busybox", "--ip, --ip6, --mac-address and --network-alias need a --network that has interfaces")]
    [InlineData("--name ../x busybox", "'../x' is not a possible name: letters, digits and _ + - . only, not starting with a dot, at most 128 characters")]
    public void Read_ImpossibleValue_Refused(string line, string message) =>
        Should.Throw<UsageException>(() => Read(line.Split(' '))).Message.ShouldBe(message);

    [Fact]
    public void Read_Networks_OneInterfaceEach()
    {
        var request = Read(
            "--network", "web,alias=db,in=10M", "--network", "type:veth,link=br0,ip=192.0.2.10/24,gateway=192.0.2.1,mtu=1400", "--ip", "10.0.0.9",
            "--network-alias", "store", "--mac-address", "02:00:00:00:00:09", "busybox");

        request.Network.ShouldBeNull();
        request.Networks.Select(network => (network.Type, network.Network, network.Link, network.Mac)).ShouldBe(
            [("network", "web", null, "02:00:00:00:00:09"), ("veth", null, "br0", null)]);
        request.Networks[0].Aliases.ShouldBe(["db", "store"]);
        request.Networks[0].Addresses.ShouldBe(["10.0.0.9"]);
        request.Networks[0].IngressBitsPerSecond.ShouldBe(10_000_000);
        request.Networks[1].Addresses.ShouldBe(["192.0.2.10/24"]);
        (request.Networks[1].Gateway4, request.Networks[1].Mtu).ShouldBe(("192.0.2.1", 1400u));
        Read("--network", "container:db", "busybox").Network.ShouldBe("container:db");
    }

    private static ContainerRequest Read(params string[] words)
    {
        var parsed = Parser.Parse(["run", .. words], AllVerbs.Table());
        var surroundings = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Environment = new Dictionary<string, string> { ["HOME"] = "/home/ada" },
        };
        var remove = parsed.Verb.AllOptions.Single(o => o.Long == "--rm");
        return ContainerOptions.Read(parsed.Arguments, surroundings, parsed.Arguments.Has(remove));
    }
}
