using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Checks;

public sealed class SpecCheckTests
{
    private static readonly ContainerSpec Good = new() { Image = "busybox", Command = ["true"] };
    private readonly SpecCheck _check = new(
        ["memory", "cpu", "pids"], new HostCapacity(2, 8L << 30),
        ProcessLimits.Parse("Max open files            1024                20000                files     \n", "CapEff:\t0000000000000000\n"),
        new SeccompPrograms());

    public static TheoryData<string, ContainerSpec> Bad() => new()
    {
        { "null", Good with { Mounts = null! } },
        { "Both", Good with { RootfsPath = "/" } },
        { "No image", Good with { Image = null } },
        { "not a directory", Good with { Image = null, RootfsPath = "/does/not/exist" } },
        { "No command", Good with { Command = [] } },
        { "No command", Good with { Command = [""] } },
        { "NUL", Good with { Command = ["a\0b"] } },
        { "131071", Good with { Command = ["echo", new string('x', 200_000)] } },
        { "together", Good with { Command = ["echo", .. Enumerable.Repeat(new string('x', 100_000), 30)] } },
        { "equals", Good with { Environment = new Dictionary<string, string> { ["A=B"] = "" } } },
        { "not absolute", Good with { WorkingDirectory = "tmp" } },
        { "'..'", Good with { WorkingDirectory = "/a/../b" } },
        { "hostname", Good with { Hostname = new string('h', 65) } },
        { "hostname", Good with { Hostname = "a\nb" } },
        { "does not exist", Good with { Mounts = [new MountSpec { Source = "/no/such", Target = "/x" }] } },
        { "no source", Good with { Mounts = [new MountSpec { Target = "/x" }] } },
        { "/proc", Good with { Mounts = [new MountSpec { Source = "/tmp", Target = "/proc/sys" }] } },
        { "cannot be /", Good with { Mounts = [new MountSpec { Source = "/tmp", Target = "/" }] } },
        { "Two mounts", Good with { Mounts = [new MountSpec { Source = "/tmp", Target = "/x" }, new MountSpec { Source = "/tmp", Target = "/x/" }] } },
        { "not a directory", Good with { Mounts = [new MountSpec { Kind = MountKind.Output, Source = "/etc/passwd", Target = "/x" }] } },
        { "tmpfs", Good with { Mounts = [new MountSpec { Kind = MountKind.Tmpfs, Source = "/tmp", Target = "/x" }] } },
        { "too small", Good with { Resources = new ResourceLimits { MemoryBytes = 1000 } } },
        { "too small", Good with { Resources = new ResourceLimits { MemoryBytes = -2 } } },
        { "more than this host has", Good with { Resources = new ResourceLimits { MemoryBytes = 1L << 40 } } },
        { "CPU limit", Good with { Resources = new ResourceLimits { Cpus = 3 } } },
        { "CPU limit", Good with { Resources = new ResourceLimits { Cpus = double.NaN } } },
        { "CPU weight", Good with { Resources = new ResourceLimits { CpuWeight = 0 } } },
        { "processes", Good with { Resources = new ResourceLimits { Pids = 0 } } },
        { "no io", Good with { Resources = new ResourceLimits { IoWeight = 100 } } },
        { "no resource limit", Good with { Rlimits = [new RlimitSpec("files", 1, 1)] } },
        { "above its hard", Good with { Rlimits = [new RlimitSpec("nofile", 2, 1)] } },
        { "20000", Good with { Rlimits = [new RlimitSpec("nofile", 1, 20_001)] } },
        { "no capability", Good with { Security = new SecuritySpec { CapAdd = ["NET_ADMIM"] } } },
        { "no capability", Good with { Security = new SecuritySpec { CapDrop = ["CAP_"] } } },
        { "'frob' is no system call", Good with { Security = new SecuritySpec { SeccompPolicy = """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["frob"], "action": "SCMP_ACT_KILL"}]}""" } } },
        { "[vax]", Good with { Security = new SecuritySpec { SeccompPolicy = "2\ndenylist\n[vax]\n" } } },
        { "no ABI", Good with { Security = new SecuritySpec { SeccompAbis = ["x86_65"] } } },
        { "says itself", Good with { Security = new SecuritySpec { SeccompPolicy = "2\ndenylist\n", SeccompAbis = ["x86"] } } },
        { "bounding set has not", Good with { Security = new SecuritySpec { Capabilities = new CapabilitySpec { Permitted = ["KILL"] } } } },
        { "inheritable set has not", Good with { Security = new SecuritySpec { Capabilities = new CapabilitySpec { Bounding = ["ALL"], Permitted = ["KILL"], Ambient = ["KILL"] } } } },
        { "no capability", Good with { Security = new SecuritySpec { Capabilities = new CapabilitySpec { Bounding = ["FLY"] } } } },
        { "one or the other", Good with { Security = new SecuritySpec { Capabilities = new CapabilitySpec(), CapAdd = ["KILL"] } } },
        { "seccomp", Good with { Security = new SecuritySpec { SeccompProfile = "none" } } },
        { "umask", Good with { Umask = 512 } },
        { "shm", Good with { ShmBytes = 0 } },
        { "signal", Good with { StopSignal = 65 } },
        { "negative", Good with { StopTimeout = TimeSpan.FromSeconds(-1) } },
        { "timeout", Good with { Timeout = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void E38_Check_WhatCannotBe_IsSaidInOneSentence(string word, ContainerSpec spec) =>
        _check.Check("c", spec).ShouldNotBeNull().ShouldContain(word);

    /// <summary>Also of who says himself what /proc shall look like, as bundles and LXC configurations do.</summary>
    [Theory]
    [InlineData(MountKind.Tmpfs, null, null, "/proc")]
    [InlineData(MountKind.Tmpfs, null, null, "/proc/self")]
    [InlineData(MountKind.Bind, "/tmp", null, "/proc")]
    [InlineData(MountKind.Bind, "/etc/passwd", null, "/proc/self/attr/exec")]
    [InlineData(MountKind.Inside, "/fake", null, "/proc/sys")]
    [InlineData(MountKind.Filesystem, null, "sysfs", "/proc")]
    [InlineData(MountKind.Filesystem, null, "proc", "/proc/sys")]
    [InlineData(MountKind.Volume, "data", null, "/proc/1")]
    public void E06_Check_SomethingElseOnProc_IsRefused(MountKind kind, string? source, string? type, string target) =>
        _check.Check("c", Good with { Tree = new TreeSpec(), Mounts = [new MountSpec { Kind = kind, Source = source, Type = type, Target = target }] })
            .ShouldNotBeNull().ShouldContain("in the place of the kernel's /proc");

    [Theory]
    [InlineData(MountKind.Filesystem, null, "proc", "/proc")]
    [InlineData(MountKind.Bind, "/etc/hostname", null, "/proc/uptime")]
    [InlineData(MountKind.Bind, "/proc/sys", null, "/proc/sys")]
    public void E06_Check_ProcItselfAndWhatLxcfsReplaces_AreFine(MountKind kind, string? source, string? type, string target) =>
        _check.Check("c", Good with { Tree = new TreeSpec(), Mounts = [new MountSpec { Kind = kind, Source = source, Type = type, Target = target }] })
            .ShouldBeNull();

    [Theory]
    [InlineData("../../etc")]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".data")]
    public void E19_Volume_ThatIsNoName_IsRefused(string source) =>
        _check.Check("c", Good with { Mounts = [new MountSpec { Kind = MountKind.Volume, Source = source, Target = "/x" }] }).ShouldNotBeNull();

    [Theory]
    [InlineData("../other")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void E05_Subpath_ThatLeadsUp_IsRefused(string path) =>
        _check.Check("c", Good with { Mounts = [new MountSpec { Source = "/tmp", Subpath = path, Target = "/x" }] }).ShouldNotBeNull();

    [Theory]
    [InlineData("shared")]
    [InlineData("rshared")]
    public void E32_Propagation_SharedWithTheHost_IsRefused(string word) =>
        _check.Check("c", Good with { Mounts = [new MountSpec { Source = "/tmp", Target = "/x", Propagation = word }] })
            .ShouldNotBeNull().ShouldContain("Use slave");

    public static TheoryData<string, MountIdMap, UserNamespaceMode> BadMaps() => new()
    {
        { "has none of its own", new MountIdMap(), UserNamespaceMode.Host },
        { "not mapped in the container", new MountIdMap { Ranges = [new(false, true, 0, 65_536, 1), new(true, true, 0, 0, 1)] }, UserNamespaceMode.Private },
        { "not in one piece", new MountIdMap { Ranges = [new(false, true, 0, 65_535, 2), new(true, true, 0, 0, 1)] }, UserNamespaceMode.Private },
        { "is empty or goes beyond", new MountIdMap { Ranges = [new(false, false, 0, 0, 0), new(true, true, 0, 0, 1)] }, UserNamespaceMode.Private },
        { "is empty or goes beyond", new MountIdMap { Ranges = [new(false, false, uint.MaxValue, 0, 2), new(true, true, 0, 0, 1)] }, UserNamespaceMode.Private },
        { "only users or only groups", new MountIdMap { Ranges = [new(false, false, 0, 0, 1)] }, UserNamespaceMode.Private },
    };

    [Theory]
    [MemberData(nameof(BadMaps))]
    public void E33_IdMap_ThatCannotBe_IsRefused(string word, MountIdMap map, UserNamespaceMode users) =>
        _check.Check("c", Good with
        {
            Namespaces = new NamespaceSpec { User = users },
            Mounts = [new MountSpec { Source = "/tmp", Target = "/x", IdMap = map }],
        }).ShouldNotBeNull().ShouldContain(word);

    [Fact]
    public void Check_OrdinarySpec_IsFine()
    {
        _check.Check("c", Good).ShouldBeNull();
        _check.Check("c", Good with
        {
            Mounts = [new MountSpec { Source = "/etc/passwd", Target = "/in" }, new MountSpec { Kind = MountKind.Output, Source = "/tmp", Target = "/out" }],
            Resources = new ResourceLimits { MemoryBytes = 64 << 20, Cpus = 0.5, Pids = 32 },
            Rlimits = [new RlimitSpec("nofile", 1024, 20_000)],
            Security = new SecuritySpec { CapAdd = ["cap_net_admin", "SYS_TIME"], CapDrop = ["all"] },
        }).ShouldBeNull();
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("/")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\u001b[31m")]
    [InlineData("")]
    public void E31_Name_ThatCouldBeAPathOrAnEscape_IsRefused(string name)
    {
        var problem = NameRules.Check(name).ShouldNotBeNull();
        problem.ShouldAllBe(letter => !char.IsControl(letter));
    }

    [Fact]
    public void E31_Name_OfOrdinaryKind_IsTaken()
    {
        NameRules.Check("checksums.sum.17").ShouldBeNull();
        NameRules.Check(new string('a', 128)).ShouldBeNull();
        NameRules.Check(new string('a', 129)).ShouldNotBeNull();
    }

    [Fact]
    public void S01_DefaultCapabilities_AreAtMostPodmansEleven()
    {
        CapabilitySet.Default.Count.ShouldBeLessThanOrEqualTo(11);
        CapabilitySet.Default.Names().ShouldNotContain("NET_RAW");
        CapabilitySet.Default.Names().ShouldNotContain("MKNOD");
        CapabilitySet.Default.Names().ShouldNotContain("SYS_ADMIN");
    }

    [Fact]
    public void Capabilities_AddAndDrop_AreResolved()
    {
        CapabilitySet.TryResolve(["ALL"], ["SYS_ADMIN"], out var all, out _).ShouldBeTrue();
        all.Contains(Capability.SysAdmin).ShouldBeFalse();
        all.Count.ShouldBe(40);
        CapabilitySet.TryResolve(["NET_ADMIN"], ["ALL"], out var one, out _).ShouldBeTrue();
        one.Names().ShouldBe(["NET_ADMIN"]);
        CapabilitySet.TryResolve(["CHOWN"], ["CHOWN"], out var dropped, out _).ShouldBeTrue();
        dropped.Contains(Capability.Chown).ShouldBeFalse();
    }

    [Fact]
    public void Signals_NamesAndNumbers_GoBothWays()
    {
        for (var signal = 1; signal <= SignalNames.Most; signal++)
        {
            if (signal is 32 or 33)
                continue;
            SignalNames.TryParse(SignalNames.Of(signal), out var back).ShouldBeTrue();
            back.ShouldBe(signal);
        }
        SignalNames.TryParse("term", out var term).ShouldBeTrue();
        term.ShouldBe(15);
        SignalNames.TryParse("RTMAX-1", out var real).ShouldBeTrue();
        real.ShouldBe(63);
        foreach (var bad in (ReadOnlySpan<string>)["0", "65", "-9", "+9", "SIG", "", "RTMIN+31", "9x", " 9"])
            SignalNames.TryParse(bad, out _).ShouldBeFalse(bad);
    }

    [Fact]
    public void ProcessStat_NameWithBrackets_IsRead()
    {
        var text = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2 3";
        ProcessStat.Parse(text).ShouldBe(new ProcessStat(42, "a) b (c", 'S', 1, 98765));
        ProcessStat.Parse("nonsense").ShouldBeNull();
    }
}
