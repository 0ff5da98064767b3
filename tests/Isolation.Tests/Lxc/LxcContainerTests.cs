using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Lxc;

/// <summary>Configurations carried out by the real launcher.</summary>
public sealed class LxcContainerTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task Run_ARootOfItsOwn_IsWrittenAndBelongsToRootOutside()
    {
        var root = CopyRoot();

        var (code, output) = await RunAsync($"lxc.rootfs.path = {root}\nlxc.mount.auto = proc:mixed\n", "touch /made; id -u; ls -ln /made");

        code.ShouldBe(0, output);
        output.ShouldStartWith("0\n");
        output.ShouldContain(" 0        0 ");
        File.Exists(Path.Combine(root, "made")).ShouldBeTrue();
        Owner(Path.Combine(root, "made")).ShouldBe("0:0");
    }

    [Fact]
    public async Task Run_WithMapsOfItsOwn_KeepsTheIdsOnDisk()
    {
        var root = CopyRoot();
        Own(root, 300_000);

        var (code, output) = await RunAsync(
            $"lxc.rootfs.path = dir:{root}\nlxc.idmap = u 0 300000 65536\nlxc.idmap = g 0 300000 65536\nlxc.mount.auto = proc\n",
            "touch /made; cat /proc/self/uid_map");

        code.ShouldBe(0, output);
        output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["0", "300000", "65536\n"]);
        Owner(Path.Combine(root, "made")).ShouldBe("300000:300000");
    }

    [Fact]
    public async Task Run_MountAutoMixed_LeavesOnlyTheNetworkWritable()
    {
        var (code, output) = await RunAsync(
            $"lxc.rootfs.path = {CopyRoot()}\nlxc.mount.auto = proc:mixed sys:mixed cgroup:mixed\nlxc.sysctl.net.ipv4.ip_forward = 1\n",
            """
            cat /proc/sys/net/ipv4/ip_forward
            echo 0 > /proc/sys/net/ipv4/ip_forward && echo net
            (echo 1 > /proc/sys/kernel/shm_rmid_forced) 2>/dev/null || echo kernel-refused
            (echo b > /proc/sysrq-trigger) 2>/dev/null || echo sysrq-refused
            mkdir /sys/fs/cgroup/sub && echo cgroup
            rmdir /sys/fs/cgroup/sub
            """);

        code.ShouldBe(0, output);
        output.ShouldBe("1\nnet\nkernel-refused\nsysrq-refused\ncgroup\n");
    }

    [Fact]
    public async Task Run_HooksAndMounts_AreCarriedOut()
    {
        var marks = Path.Combine(host.Root, "marks");
        Directory.CreateDirectory(marks);

        var (code, output) = await RunAsync(
            $"""
             lxc.rootfs.path = {CopyRoot()}
             lxc.mount.auto = proc
             lxc.hook.version = 1
             lxc.hook.pre-start = echo $LXC_HOOK_TYPE $LXC_NAME > {marks}/before
             lxc.hook.mount = mkdir -p $LXC_ROOTFS_MOUNT/hooked && echo $LXC_HOOK_TYPE > $LXC_ROOTFS_MOUNT/hooked/file
             lxc.hook.start = echo from start
             lxc.hook.post-stop = echo $LXC_TARGET > {marks}/after
             lxc.mount.entry = none scratch tmpfs size=1M,create=dir 0 0
             lxc.mount.entry = /not/there there none bind,optional,create=dir 0 0
             lxc.mount.entry = hooked inside none bind,relative,create=dir,optional 0 0
             """,
            "cat /hooked/file; grep -c ' /scratch tmpfs' /proc/mounts; ls /there 2>/dev/null || echo absent");

        code.ShouldBe(0, output);
        output.ShouldBe("from start\nmount\n1\nabsent\n");
        (await File.ReadAllTextAsync(Path.Combine(marks, "before"), RuntimeHost.Token())).ShouldBe("pre-start web\n");
        (await File.ReadAllTextAsync(Path.Combine(marks, "after"), RuntimeHost.Token())).ShouldBe("stop\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Run_HooksOnTheHost_KnowPidAndNamespaces(int version)
    {
        var marks = Directory.CreateDirectory(Path.Combine(host.Root, $"marks{version}")).FullName;

        var (code, output) = await RunAsync(
            $$"""
             lxc.rootfs.path = {{CopyRoot()}}
             lxc.mount.auto = proc
             lxc.hook.version = {{version}}
             lxc.hook.start-host = readlink /proc/$LXC_PID/ns/net > {{marks}}/set; :
             lxc.hook.stop = readlink $LXC_NET_NS > {{marks}}/stopped; echo $LXC_TARGET $ORCH_HOOK_NAMESPACES > {{marks}}/target
             lxc.hook.destroy = echo $LXC_HOOK_VERSION > {{marks}}/destroyed
             """,
            "readlink /proc/self/ns/net; sleep 0.2");

        code.ShouldBe(0, output);
        var net = output.Trim();
        net.ShouldStartWith("net:[");
        // Version 0 puts name, section and type behind the command: readlink tells of more than one file.
        (await File.ReadAllTextAsync(Path.Combine(marks, "set"), RuntimeHost.Token())).ShouldContain(net);
        (await File.ReadAllTextAsync(Path.Combine(marks, "stopped"), RuntimeHost.Token())).ShouldContain(net);
        var target = await File.ReadAllTextAsync(Path.Combine(marks, "target"), RuntimeHost.Token());
        target.ShouldStartWith("stop user:/proc/");
        target.ShouldContain(" net:/proc/");
        File.Exists(Path.Combine(marks, "destroyed")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_AHookOnTheHostThatFailsOrHangs_EndsTheStart()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var spec = Spec($"lxc.rootfs.path = {CopyRoot()}\nlxc.hook.start-host = exit 3\n", "true");
        (await FailureOfAsync(spec)).ShouldContain("run the hook exit 3 web lxc start-host");
        var slow = spec with { Hooks = [spec.Hooks![0] with { Arguments = ["sh", "-c", "sleep 60"], Timeout = TimeSpan.FromMilliseconds(200) }] };
        var began = TimeProvider.System.GetTimestamp();
        (await FailureOfAsync(slow)).ShouldContain("sleep 60");
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        var inside = slow with { Hooks = [slow.Hooks[0] with { Kind = HookKind.Start }] };
        (await FailureOfAsync(inside)).ShouldContain("sleep 60");
    }

    [Fact]
    public async Task Destroy_AHookThatFails_KeepsTheContainer()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var spec = Spec($"lxc.rootfs.path = {CopyRoot()}\nlxc.hook.destroy = exit 4\n", "true");
        var failure = await Should.ThrowAsync<InvalidOperationException>(
            () => host.Runtime.DestroyAsync(Guid.CreateVersion7(), spec, volumes: false, RuntimeHost.Token()));
        failure.Message.ShouldContain("ended with status 4");
    }

    private async Task<string> FailureOfAsync(ContainerSpec spec)
    {
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareAsync(id, "web", spec, RuntimeHost.Token());
        prepared.Problem.ShouldBeNull();
        var outcome = await host.Runtime.LaunchAsync(new(id, "web", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
        return outcome.Failure!.Message;
    }

    [Fact]
    public async Task Start_AHookThatFails_EndsTheStartAndSaysWhich()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var spec = Spec($"lxc.rootfs.path = {CopyRoot()}\nlxc.hook.mount = exit 3\n", "true");
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareAsync(id, "web", spec, RuntimeHost.Token());

        var outcome = await host.Runtime.LaunchAsync(new(id, "web", 1, spec, prepared.Prepared!), RuntimeHost.Token());

        outcome.Failure!.Message.ShouldContain("run the hook exit 3 web lxc mount");
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    [Fact]
    public async Task Run_NamespacesOfTheHostAndOfOthers_AreShared()
    {
        var other = await host.StartContainerAsync(RuntimeHost.Shell("sleep 60"));

        var (code, output) = await RunAsync(
            $"""
             lxc.rootfs.path = {CopyRoot()}
             lxc.mount.auto = proc
             lxc.namespace.keep = uts
             lxc.namespace.share.net = {other.Init.Pid}
             lxc.namespace.share.ipc = {other.Init.Pid}
             """,
            "for name in uts net ipc; do readlink /proc/self/ns/$name; done");

        code.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [Link("/proc/self/ns/uts"), Link($"/proc/{other.Init.Pid}/ns/net"), Link($"/proc/{other.Init.Pid}/ns/ipc")]);
        await host.Runtime.KillAsync(other.Id, 1, RuntimeHost.Token());
        await other.FinishAsync();
    }

    [Fact]
    public async Task Run_Overlay_WritesToTheUpperDirectoryWithTheIdsOfInside()
    {
        var lower = CopyRoot();
        var upper = Directory.CreateDirectory(Path.Combine(host.Root, $"overlay{Guid.NewGuid():N}", "delta")).FullName;
        await File.WriteAllTextAsync(Path.Combine(upper, "top"), "top\n", RuntimeHost.Token());

        var (code, output) = await RunAsync(
            $"lxc.rootfs.path = overlay:{lower}:{upper}\n",
            "cat /top; stat -c %u /top; echo x >>/top; touch /made; chown 7:8 /made; mkdir /new; mv /etc/passwd /new/; rm -r /root; ls /bin/sh");

        code.ShouldBe(0, output);
        output.ShouldBe("top\n0\n/bin/sh\n");
        (File.Exists(Path.Combine(lower, "made")), File.Exists(Path.Combine(lower, "etc/passwd"))).ShouldBe((false, true));
        (await File.ReadAllTextAsync(Path.Combine(upper, "top"), RuntimeHost.Token())).ShouldBe("top\nx\n");
        using var folder = Kernel.DirectoryHandle.Open(upper);
        (folder.StatusOf("made")!.Value.Uid, folder.StatusOf("made")!.Value.Gid).ShouldBe((7u, 8u));
        folder.StatusOf("new/passwd")!.Value.Uid.ShouldBe(0u);

        // Another container, with other ids outside, goes on with it.
        (code, output) = await RunAsync(
            $"lxc.rootfs.path = overlay:{lower}:{upper}\n", "cat /top; stat -c %u:%g /made /new/passwd; ls -d /root /etc/passwd 2>/dev/null; true");
        code.ShouldBe(0, output);
        output.ShouldBe("top\nx\n7:8\n0:0\n");
    }

    private async Task<(int Code, string Output)> RunAsync(string text, string script)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var finished = await host.RunAsync(Spec(text, script));
        return (finished.Exit.Status.Code ?? -1, finished.Stdout + finished.Stderr);
    }

    private static ContainerSpec Spec(string text, string script)
    {
        var mapped = LxcMapper.Map(
            LxcReader.ReadText(new HostLxcFiles(), text, "c").Items,
            new LxcContext { Name = "web", Asked = new ContainerSpec { Command = ["sh", "-c", script] } });
        mapped.Problems.ShouldBeEmpty();
        return mapped.Spec;
    }

    private string CopyRoot()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var layer = host.Images.LayerPath(host.Images.Resolve("busybox").Image!.Digest)!;
        var root = Path.Combine(host.Root, $"root{Guid.NewGuid():N}");
        Shell($"cp -a {layer} {root}");
        return root;
    }

    private static void Own(string root, int id) => Shell($"chown -hR {id}:{id} {root}");

    private static string Owner(string path) => Shell($"stat -c %u:%g {path}").Trim();

    private static string Link(string path) => Shell($"readlink {path}").Trim();

    private static string Shell(string command)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, command);
        return output;
    }
}
