using Orchestrator.Isolation.Runtime.Stages;

namespace Orchestrator.Isolation.Tests.Runtime;

public sealed class KernelLogTests
{
    private const string Parent = "orch-0123456789ab";
    private const string Group = "01936b2e000070008000000000000001.3";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData($"/{Parent}/{Group}", "container")]
    [InlineData($"/{Parent}/{Group}/nested", "container")]
    [InlineData($"/{Parent}", "node")]
    [InlineData("/", "host")]
    [InlineData("/machine.slice", "host")]
    public void Parse_AKill_TellsWhoAndWhoseLimit(string limit, string level)
    {
        string line = $"6,812,5159,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg={limit},task_memcg=/{Parent}/{Group},task=a,b=awk,pid=4711,uid=100000\n";

        var kill = KernelLog.Parse(line, Parent, Now).ShouldNotBeNull();

        kill.ShouldBe(new(new Guid("01936b2e-0000-7000-8000-000000000001"), 3, level, "a,b=awk", 4711, 100_000, Now));
    }

    [Theory]
    [InlineData("6,812,5159,-;oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/user.slice,task=x,pid=1,uid=0")]
    [InlineData("6,812,5159,-;Memory cgroup out of memory: Killed process 4711 (awk)")]
    [InlineData("oom-kill:constraint=")]
    [InlineData($"oom-kill:constraint=,task_memcg=/{Parent}/{Group},task=,pid=x")]
    [InlineData($"oom-kill:constraint=,task_memcg=/{Parent},task=a,pid=5")]
    [InlineData("")]
    public void Parse_WhatIsNoKillOfOurs_GivesNothing(string line) => KernelLog.Parse(line, Parent, Now).ShouldBeNull();

    [Fact]
    public void Parse_AKillOfTheWholeHost_SaysSo() => KernelLog.Parse(
        $"6,1,1,-;oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/{Parent}/{Group},task=x,pid=7,uid=0",
        Parent, Now).ShouldNotBeNull().Level.ShouldBe("host");
}
