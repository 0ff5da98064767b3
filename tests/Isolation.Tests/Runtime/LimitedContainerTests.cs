using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

/// <summary>Limits, devices and delegation of real containers; on pure v2 in the test machine.</summary>
[InMachine(Machine.Plain, Short = true)]
public sealed class LimitedContainerTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task Update_OfARunningContainer_HoldsAndIsGoneWithARefusal()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("echo there; sleep 600"));
        await running.LineAsync("there");
        (await host.Runtime.UpdateAsync(running.Id, new ResourceLimits { Pids = 21, CpusetCpus = "0" }, RuntimeHost.Token())).ShouldBeNull();
        Effective(running, "pids.max").ShouldBe("21");
        Effective(running, "cpuset.cpus").ShouldBe("0");
        (await host.Runtime.UpdateAsync(running.Id, new ResourceLimits { Pids = 5, CpusetCpus = "8000" }, RuntimeHost.Token()))
            .ShouldNotBeNull().ShouldContain("cpuset.cpus = 8000");
        Effective(running, "pids.max").ShouldBe("21");
        await running.KillAsync();
    }

    [Fact]
    public async Task E25_DeviceOfTheContainer_OpensAsItSaysAndOthersDoNot()
    {
        // One that opens without a capability, and is not among the usual ones.
        Assert.SkipUnless(Kernel.DeviceNumber.Of("/dev/loop-control") is { Major: 10, Minor: 237 }, "this kernel has no loop devices");
        var done = await host.ShellAsync(
            "(: </dev/log0) && echo read; (: >/dev/log0) 2>/dev/null && echo written; (: </dev/null) && echo null; ls -ln /dev/log0 | cut -c1-10",
            spec => spec with { Devices = [new DeviceNodeSpec("/dev/log0", 'c', 10, 237, 0b110_100_100, 0, 0, "r")] });
        done.Lines.ShouldBe(["read", "null", "crw-r--r--"]);
    }

    [Fact]
    public async Task Delegated_WithControllersBelow_TakesAnExecBesideItsInit()
    {
        const string Script = """
            cd /sys/fs/cgroup && mkdir own && echo 1 >own/cgroup.procs || exit 3
            for c in $(cat cgroup.controllers); do echo +$c >cgroup.subtree_control; done
            echo ready; sleep 600
            """;
        var spec = RuntimeHost.Shell(Script) with { Tree = new TreeSpec { Cgroup = CgroupView.Delegated } };
        var running = await host.StartContainerAsync(spec);
        await running.LineAsync("ready");
        // Without controllers in the v2 tree the container's own group takes it as before.
        var where = host.Runtime.Features.Layout == CgroupLayout.V2 ? "/own" : "/";
        var id = Guid.CreateVersion7();
        var outcome = await host.Runtime.ExecAsync(
            new ExecOrder(
                running.Id, id, ["grep", "-q", $"^0::{where}$", "/proc/self/cgroup"], new Dictionary<string, string>(), null, null, false, -1, -1, -1),
            RuntimeHost.Token());
        outcome.Failure.ShouldBeNull();
        (await host.ExecExitOf(id)).Status.ShouldBe(ExitStatus.Exited(0));
        await running.KillAsync();
    }

    private static string Effective(Running running, string file) =>
        ProcessGroups.Limits(running.Init.Pid).Where(limit => limit.File == file).ShouldHaveSingleItem().Effective;
}
