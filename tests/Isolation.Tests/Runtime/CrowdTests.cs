using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

/// <summary>Many containers at once, and single ones that are as large as they may be.</summary>
public sealed class CrowdTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task Z09_FreezeNode_WithAHundredContainers_StopsEveryCounter()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var crowd = new Running[100];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, crowd.Length), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (index, _) => crowd[index] = await host.StartContainerAsync(
                RuntimeHost.Shell("i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done")));
        crowd.Select(one => one.Prepared.IdRangeBase).Distinct().Count().ShouldBe(crowd.Length);
        var outcome = await host.Runtime.FreezeNodeAsync(RuntimeHost.Token());
        outcome.Done.ShouldBeTrue(outcome.Problem);
        try
        {
            using var node = CgroupNode.Open(CgroupMounts.Detect(), host.Runtime.Features.CgroupParent, 1, TimeProvider.System);
            foreach (var one in crowd)
                (await node.Freezer.WaitAsync(CgroupNode.GroupName(one.Id, 1), true, TimeSpan.Zero, default)).ShouldBe(true);
            var before = crowd.Select(Counters).ToList();
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            crowd.Select(Counters).ShouldBe(before);
        }
        finally
        {
            (await host.Runtime.ThawNodeAsync(RuntimeHost.Token())).Done.ShouldBeTrue();
        }
        foreach (var one in crowd)
            await one.LineAsync("2");
        await Parallel.ForEachAsync(crowd, async (one, _) => (await one.KillAsync()).Exit.Status.Signal.ShouldBe(9));
    }

    [Fact]
    public async Task R10_ZombieStorm_IsReapedByTheEnginesInit()
    {
        var done = await host.ShellAsync(
            "i=0; while [ $i -lt 300 ]; do (true & ) ; i=$((i+1)); done; sleep 0.2; grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l",
            spec => spec with { Init = true });
        done.Lines.ShouldBe(["0"]);
    }

    [Fact]
    public async Task R16_ArgumentsAsLargeAsAllowed_ArriveWhole()
    {
        var argument = new string('x', 120_000);
        var done = await host.RunAsync(new ContainerSpec
        {
            Image = "busybox",
            Command = ["sh", "-c", "echo $# ${#1}", "sh", .. Enumerable.Repeat(argument, 15)],
        });
        done.Lines.ShouldBe(["15 120000"], done.Stderr);
    }

    [Fact]
    public async Task R07_ManyShortContainers_LeaveNoDescriptorBehind()
    {
        for (var i = 0; i < 10; i++)
            await host.ShellAsync("true");
        var before = Directory.GetFiles($"/proc/{host.Runtime.LauncherPid}/fd").Length;
        for (var i = 0; i < 60; i++)
            await host.ShellAsync("true");
        Directory.GetFiles($"/proc/{host.Runtime.LauncherPid}/fd").Length.ShouldBeInRange(before - 5, before + 5);
    }

    private (long? Cpu, long Log) Counters(Running one) =>
        (host.Runtime.ReadUsage(one.Id)!.CpuUsec, new FileInfo(host.Runtime.Logs(one.Id).Stdout).Length);
}
