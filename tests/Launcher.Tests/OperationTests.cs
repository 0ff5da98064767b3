using System.Runtime.InteropServices;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>Each operation of a plan, carried out by the real launcher and looked at from inside.</summary>
public sealed class OperationTests
{
    private static readonly ContainerSpec Plain = new() { Command = [] };

    /// <summary>
    /// For each operation a spec whose plan has it, what the container says by a shell, and what it must say. What needs
    /// more than a spec has a test of its own below, or stands in <see cref="Elsewhere"/>.
    /// </summary>
    private static readonly Dictionary<PlanOpKind, (ContainerSpec Spec, string Script, string Says)> Cases = new()
    {
        [PlanOpKind.Layer] = (Plain, "/bin/busybox test -x /bin/busybox && echo layer", "layer"),
        [PlanOpKind.OverlayRoot] = (Plain, "echo x >/bin/new && cat /bin/new", "x"),
        [PlanOpKind.ProcFile] = (Plain with { ProcFiles = new Dictionary<string, string> { ["oom_score_adj"] = "333" } }, "cat /proc/self/oom_score_adj", "333"),
        [PlanOpKind.Unshare] = (Plain with { Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromDays(4000) } }, "/bin/busybox test $(cat /proc/uptime | /bin/busybox cut -d. -f1) -gt 300000000 && echo later", "later"),
        [PlanOpKind.AttachRoot] = (Plain, "/bin/busybox grep -c ' / overlay ' /proc/mounts", "1"),
        [PlanOpKind.MountFilesystem] = (Plain, "/bin/busybox grep -c ' /proc proc ' /proc/mounts", "1"),
        [PlanOpKind.BindDevice] = (Plain, "stat -c %t:%T /dev/zero", "1:5"),
        [PlanOpKind.BindHost] = (Plain with { Namespaces = new NamespaceSpec { Network = NetworkMode.Host } }, "ls -d /sys/class/net/lo", "/sys/class/net/lo"),
        [PlanOpKind.Symlink] = (Plain, "readlink /dev/fd", "/proc/self/fd"),
        [PlanOpKind.Mask] = (Plain, "stat -c %t:%T /proc/keys", "1:3"),
        [PlanOpKind.ReadOnlyPath] = (Plain, "(echo 5 >/proc/sys/kernel/msgmax) 2>/dev/null || echo refused", "refused"),
        [PlanOpKind.WritablePath] = (Plain with { Tree = new TreeSpec { Proc = ProcView.Mixed } }, "/bin/busybox grep ' /proc/sys/net ' /proc/mounts | /bin/busybox cut -d' ' -f4 | /bin/busybox cut -d, -f1", "rw"),
        [PlanOpKind.ReadOnlyRoot] = (Plain with { ReadOnlyRootfs = true }, "(touch /x) 2>/dev/null || echo refused", "refused"),
        [PlanOpKind.PivotRoot] = (Plain, "/bin/busybox wc -l </proc/1/mountinfo >/dev/null; ls -d /root /work /home 2>/dev/null; echo alone", "alone"),
        [PlanOpKind.Chroot] = (Plain with { Root = new RootSpec { Enter = RootEntry.Chroot }, RootfsPath = "/" }, "ls /", ""),
        [PlanOpKind.Hostname] = (Plain, "hostname", "box"),
        [PlanOpKind.Domainname] = (Plain with { Domainname = "example" }, "cat /proc/sys/kernel/domainname", "example"),
        [PlanOpKind.LoopbackUp] = (Plain, "ip link show lo | /bin/busybox grep -c LOOPBACK,UP", "1"),
        [PlanOpKind.Rlimit] = (Plain with { Rlimits = [new RlimitSpec("nofile", 77, 88)] }, "ulimit -n; ulimit -Hn", "77\n88"),
        [PlanOpKind.Umask] = (Plain with { Umask = 0b111_000_111 }, "umask", "0707"),
        [PlanOpKind.SessionKeyring] = (Plain with { Tree = new TreeSpec { Masked = [] } }, "/bin/busybox grep -q _ses /proc/keys && echo session", "session"),
        [PlanOpKind.Personality] = (Plain with { Personality = 8 }, "/bin/busybox uname -m", "i686"),
        [PlanOpKind.Stdio] = (Plain, "readlink /proc/self/fd/0", "/dev/null"),
        [PlanOpKind.Session] = (Plain, "/bin/busybox cut -d' ' -f6 /proc/1/stat", "1"),
        [PlanOpKind.WorkingDirectory] = (Plain with { WorkingDirectory = "/made/here" }, "pwd", "/made/here"),
        [PlanOpKind.BoundingSet] = (Plain, "/bin/busybox grep CapBnd /proc/self/status | /bin/busybox cut -f2", "0000000000000000"),
        [PlanOpKind.Credentials] = (Plain, "id -u; id -g", "0\n0"),
        [PlanOpKind.Capabilities] = (Plain, "/bin/busybox grep CapEff /proc/self/status | /bin/busybox cut -f2", "0000000000000000"),
        [PlanOpKind.NoNewPrivileges] = (Plain, "/bin/busybox grep NoNewPrivs /proc/self/status | /bin/busybox cut -f2", "1"),
        [PlanOpKind.Sysctl] = (Plain with { Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" } }, "cat /proc/sys/net/ipv4/ip_forward", "1"),
        [PlanOpKind.BindInside] = (Plain with { Mounts = [new MountSpec { Kind = MountKind.Inside, Source = "/bin", Target = "/again", ReadOnly = false }] }, "ls /again/busybox", "/again/busybox"),
        [PlanOpKind.Hook] = (Plain with { Hooks = [Hook(HookKind.Start, "read line; echo hook $line", "said\n")] }, "echo payload", "hook said\npayload"),
        [PlanOpKind.Exec] = (Plain, "echo entered", "entered"),
    };

    /// <summary>Where the operation is carried out by a test that gives the launcher more than a spec.</summary>
    private static readonly Dictionary<PlanOpKind, string> Elsewhere = new()
    {
        [PlanOpKind.None] = "no operation",
        [PlanOpKind.IdmapSlot] = nameof(MountWordTests),
        [PlanOpKind.BindSlot] = nameof(MountTests),
        [PlanOpKind.JoinNamespaces] = nameof(ExecTests),
        [PlanOpKind.EnterNamespace] = nameof(EnterNamespace_OfThisProcess_IsTheContainers),
        [PlanOpKind.HostHook] = nameof(HostHook_IsRunOnTheHostWithThePid),
        [PlanOpKind.Seccomp] = nameof(Seccomp_AFilterThatRefusesMkdir_IsInForce),
        [PlanOpKind.JoinCgroup] = nameof(JoinCgroup_TheTasksFile_HoldsTheChild),
        [PlanOpKind.MakeDirectory] = nameof(MakeDirectory_IsNotCompiled),
        [PlanOpKind.OwnAttribute] = "the test machine: ./test --vm, for it needs a security module",
        [PlanOpKind.OpenAttribute] = "the test machine",
        [PlanOpKind.WriteAttribute] = "the test machine",
        [PlanOpKind.Landlock] = "the test machine",
        [PlanOpKind.Terminal] = "the runtime's ConsoleTests: it needs a holder",
    };

    public static TheoryData<PlanOpKind> Kinds => [.. Cases.Keys];

    [Fact]
    public void EveryOperation_HasATest() =>
        Enum.GetValues<PlanOpKind>().Where(kind => !Cases.ContainsKey(kind) && !Elsewhere.ContainsKey(kind)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Operation_IsCarriedOut(PlanOpKind kind)
    {
        var (spec, script, says) = Cases[kind];
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(spec with { Command = ["sh", "-c", script], RootfsPath = box.Image });
        Kind(PlanCompiler.Compile(launch)).ShouldContain(kind);

        var exit = await RunAsync(host, launch);

        exit.Status.ShouldBe(ExitStatus.Exited(0), box.Errors(launch));
        if (says.Length > 0)
            box.Output(launch).TrimEnd('\n').ShouldBe(says);
    }

    [Theory]
    [InlineData("uts")]
    [InlineData("ipc")]
    [InlineData("net")]
    [InlineData("cgroup")]
    public async Task EnterNamespace_OfThisProcess_IsTheContainers(string name)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var path = $"/proc/{Environment.ProcessId}/ns/{name}";
        using var handle = File.OpenHandle(path);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["readlink", $"/proc/self/ns/{name}"],
            RootfsPath = box.Image,
            Namespaces = new NamespaceSpec { Join = new Dictionary<string, string> { [name] = path } },
        }) with { SharedNamespaces = new Dictionary<string, SafeHandle> { [name] = handle } };
        Kind(PlanCompiler.Compile(launch)).ShouldContain(PlanOpKind.EnterNamespace);

        (await RunAsync(host, launch)).Status.ShouldBe(ExitStatus.Exited(0), box.Errors(launch));
        box.Output(launch).Trim().ShouldBe(new FileInfo(path).LinkTarget);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("user pid")]
    [InlineData("user mnt")]
    [InlineData("time")]
    public async Task EnterNamespace_WhichTheLauncherCouldNotLeave_IsEnteredByAStone(string names)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var owner = box.Launch(new ContainerSpec
        {
            Command = ["sleep", "60"], RootfsPath = box.Image, Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromDays(1) },
        });
        var started = (await host.Connection.LaunchAsync(owner, LauncherHost.Token())).Process!;
        var kinds = names.Split(' ');
        var paths = kinds.ToDictionary(kind => kind, kind => $"/proc/{started.Pid}/ns/{kind}");
        var handles = new Dictionary<string, SafeHandle>();
        foreach (var (kind, path) in paths)
            handles[kind] = File.OpenHandle(path);
        var guest = box.Launch(new ContainerSpec
        {
            Command = ["sleep", "60"], RootfsPath = box.Image, Namespaces = new NamespaceSpec { Join = paths },
        }) with { SharedNamespaces = handles };

        var answer = await host.Connection.LaunchAsync(guest, LauncherHost.Token());

        answer.Failure.ShouldBeNull();
        foreach (var kind in (string[])["user", "pid", "mnt", "time", "net", "ipc", "uts", "cgroup"])
        {
            var same = new FileInfo($"/proc/{answer.Process!.Pid}/ns/{kind}").LinkTarget == new FileInfo($"/proc/{started.Pid}/ns/{kind}").LinkTarget;
            same.ShouldBe(kinds.Contains(kind), kind);
        }
        await host.Connection.SignalAsync(guest.Id, 1, 9, LauncherHost.Token());
        (await host.ExitOfAsync(guest.Id)).Status.Signal.ShouldBe(9);
        foreach (var handle in handles.Values)
            handle.Dispose();
    }

    [Fact]
    public async Task HostHook_IsRunOnTheHostWithThePid()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var mark = Path.Combine(host.Root, "mark");
        var launch = box.Launch(Plain with
        {
            Command = ["sh", "-c", "sleep 0.2"],
            RootfsPath = box.Image,
            Hooks =
            [
                Hook(HookKind.HostSetUp, $"read line; readlink /proc/$LXC_PID/ns/pid >{mark}; echo $line >>{mark}", $"state {HookSpec.PidMark} end\n"),
            ],
        });

        var started = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        started.Failure.ShouldBeNull();
        var lines = await File.ReadAllLinesAsync(mark, LauncherHost.Token());
        lines.ShouldBe([new FileInfo($"/proc/{started.Process!.Pid}/ns/pid").LinkTarget!, $"state {started.Process.Pid} end"]);
        await host.ExitOfAsync(launch.Id);
    }

    [Theory]
    [InlineData(HookKind.HostSetUp)]
    [InlineData(HookKind.HostCreated)]
    [InlineData(HookKind.Start)]
    public async Task Hook_ThatTakesTooLong_IsKilledAndEndsTheStart(HookKind kind)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(Plain with
        {
            Command = ["true"], RootfsPath = box.Image, Hooks = [Hook(kind, "sleep 50", "") with { Timeout = TimeSpan.FromMilliseconds(100) }],
        });

        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        answer.Failure!.Message.ShouldContain("sleep 50");
    }

    [Fact]
    public async Task Seccomp_AFilterThatRefusesMkdir_IsInForce()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        // ld [nr]; jeq mkdir (83) -> EPERM; else allow (seccomp(2)).
        ulong[] filter = [0x0000_0000_0000_0020, 0x0000_0053_0100_0015, 0x0005_0001_0000_0006, 0x7fff_0000_0000_0006];
        var launch = box.Launch(Plain with
        {
            Command = ["sh", "-c", "/bin/busybox mkdir /x || echo refused"], RootfsPath = box.Image,
        }) with { Seccomp = MemoryMarshal.AsBytes<ulong>(filter).ToArray() };
        Kind(PlanCompiler.Compile(launch)).ShouldContain(PlanOpKind.Seccomp);

        await RunAsync(host, launch);
        box.Output(launch).ShouldBe("refused\n");
    }

    [Fact]
    public async Task JoinCgroup_TheTasksFile_HoldsTheChild()
    {
        const string Mount = "/sys/fs/cgroup/pids";
        Assert.SkipUnless(File.Exists($"{Mount}/tasks"), "no v1 hierarchy of pids is mounted; v2 is joined by CLONE_INTO_CGROUP");
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var group = Directory.CreateDirectory($"{Mount}/orch-op-{Guid.NewGuid():N}").FullName;
        try
        {
            using var tasks = File.OpenHandle($"{group}/tasks", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var launch = box.Launch(Plain with { Command = ["sleep", "60"], RootfsPath = box.Image }) with { CgroupTasks = [tasks] };
            var started = (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Process!;
            (await File.ReadAllTextAsync($"/proc/{started.Pid}/cgroup", LauncherHost.Token())).ShouldContain(Path.GetFileName(group));
            await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token());
            await host.ExitOfAsync(launch.Id);
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    /// <summary>Kept for plans of earlier daemons; the one that compiles it has to add a case.</summary>
    [Fact]
    public void MakeDirectory_IsNotCompiled() => Cases.Values.ShouldAllBe(one => !Kind(one.Spec).Contains(PlanOpKind.MakeDirectory));

    private static IReadOnlyList<PlanOpKind> Kind(ContainerSpec spec) => Kind(PlanCompiler.Compile(new ResolvedLaunch
    {
        Id = Guid.Empty,
        Attempt = 1,
        Spec = spec with { Command = ["true"] },
        Prepared = new PreparedContainer(Box.IdBase, 65536, null),
        Hostname = "box",
        Layers = ["/"],
        Uid = 0,
        Gid = 0,
        Capabilities = new CapabilitySets(0, 0, 0, 0, 0),
    }));

    private static unsafe IReadOnlyList<PlanOpKind> Kind(CompiledPlan plan)
    {
        fixed (byte* bytes = plan.Bytes)
        {
            var view = new PlanView(bytes);
            var kinds = new List<PlanOpKind>();
            for (var i = 0u; i < view.Header->OpCount; i++)
                kinds.Add(view.Ops[i].Kind);
            return kinds;
        }
    }

    private static HookSpec Hook(HookKind kind, string script, string input) =>
        new(kind, "/bin/sh", ["sh", "-c", script], new Dictionary<string, string> { ["PATH"] = "/bin:/usr/bin" }) { Input = input };

    private static async Task<LauncherExit> RunAsync(LauncherHost host, ResolvedLaunch launch)
    {
        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        answer.Failure.ShouldBeNull();
        return await host.ExitOfAsync(launch.Id);
    }
}
