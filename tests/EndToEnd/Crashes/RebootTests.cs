using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>V04, V07: after a restart of the host, and after a pid went to another process, nobody is taken for a container.</summary>
public sealed class RebootTests
{
    [Fact]
    public async Task V04_OtherBootId_RunningIsLostAndTheRestartPolicyDecides()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "once", "busybox", "sleep", "600")).Ok();
        (await root.Orch("run", "-d", "--name", "always", "--restart", "always", "busybox", "sleep", "600")).Ok();
        (await root.Orch("run", "--name", "over", "busybox", "sh", "-c", "exit 3")).Expect(3);
        var pids = new List<int>();
        foreach (var name in (string[])["once", "always"])
            pids.Add((await root.Inspect(name)).GetProperty("pid").GetInt32());
        await KillEngineAsync(root);
        foreach (var pid in pids)
            await OrchRoot.KillAsync(pid);

        var other = root.Write("boot_id", "00000000-1111-2222-3333-444444444444\n");
        (await root.Tool("/usr/bin/unshare", "-m", "--propagation", "private", "/bin/sh", "-c",
            $"mount --bind {other} /proc/sys/kernel/random/boot_id && exec {Binaries.Orch} info")).Ok();

        var once = await root.Inspect("once");
        once.GetProperty("state").GetString().ShouldBe("STOPPED");
        once.GetProperty("exit").GetProperty("unknown").GetBoolean().ShouldBeTrue(once.ToString());
        once.GetProperty("exit").GetProperty("reason").GetString()!.ShouldContain("restarted");
        // With something mounted on it /proc may not be mounted anew in a user namespace (mount_too_revealing).
        (await root.Tool("/usr/bin/nsenter", "-t", $"{await root.DaemonPid()}", "-m", "/bin/umount", "/proc/sys/kernel/random/boot_id")).Ok();
        await Clock.Until("the policy has started it again", async () => await root.State("always") == "RUNNING");
        (await root.Inspect("always")).GetProperty("attempt").GetInt32().ShouldBeGreaterThan(1);
        (await root.Inspect("over")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task V07_PidOfTheInitIsAnothersNow_ThatProcessIsLeftAlone()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "gone", "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect("gone")).GetProperty("pid").GetInt32();
        await KillEngineAsync(root);
        await OrchRoot.KillAsync(pid);
        await Clock.Until("the init is reaped", () => !Directory.Exists($"/proc/{pid}"));
        // ns_last_pid (CLONE pid_namespaces(7)): the next process gets the number after it, if nobody is faster.
        var stranger = await root.Tool("/bin/sh", "-c",
            $"for i in $(seq 200); do echo {pid - 1} >/proc/sys/kernel/ns_last_pid; sleep 300 >/dev/null 2>&1 & "
            + $"[ $! = {pid} ] && echo $! && exit 0; kill $!; done; exit 1");
        Assert.SkipUnless(stranger.ExitCode == 0, $"pid {pid} cannot be had again on this machine: {stranger}");

        try
        {
            (await root.State("gone")).ShouldBe("STOPPED");
            var exit = (await root.Inspect("gone")).GetProperty("exit");
            exit.GetProperty("unknown").GetBoolean().ShouldBeTrue(exit.ToString());
            (await root.Orch("kill", "gone")).ExitCode.ShouldNotBe(0);
            (await root.Orch("rm", "-f", "gone")).Ok();
            Processes.Lives(pid).ShouldBeTrue("the engine ended a process that is not its own");
        }
        finally
        {
            await OrchRoot.KillAsync(int.Parse(stranger.Out, CultureInfo.InvariantCulture));
        }
    }

    private static async Task KillEngineAsync(OrchRoot root)
    {
        var launcher = await root.LauncherPid();
        await OrchRoot.KillAsync(await root.DaemonPid());
        await OrchRoot.KillAsync(launcher);
    }
}
