using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>
/// V02: a lost launcher takes no container along. The next one adopts them, and PIDFD_GET_INFO (Linux 6.15) tells the
/// true end of a process whose parent is gone; what nobody can tell is UNKNOWN, never 0 and never 255.
/// </summary>
public sealed class LauncherLossTests
{
    private const string Loop = "while :; do usleep 20000; done";

    [Fact]
    public async Task V02_LauncherKilled_ContainersGoOnAndTheirTrueEndsAreTold()
    {
        SkipOnOldKernel();
        await using var root = new OrchRoot();
        await StartAsync(root, "code", $"trap 'exit 5' TERM; {Loop}");
        await StartAsync(root, "fault", $"f() {{ f; }}; trap f TERM; {Loop}");
        await StartAsync(root, "kill", Loop);
        var pids = new Dictionary<string, int>();
        foreach (var name in (string[])["code", "fault", "kill"])
            pids[name] = (await root.Inspect(name)).GetProperty("pid").GetInt32();

        await OrchRoot.KillAsync(await root.LauncherPid());

        foreach (var (name, pid) in pids)
        {
            (await root.State(name)).ShouldBe("RUNNING");
            (await root.Inspect(name)).GetProperty("pid").GetInt32().ShouldBe(pid);
        }
        (await root.Orch("exec", "code", "echo", "still here")).Ok().Out.ShouldBe("still here\n");
        (await root.Orch("kill", "-s", "TERM", "code")).Ok();
        (await root.Orch("kill", "-s", "TERM", "fault")).Ok();
        (await root.Orch("kill", "kill")).Ok();
        (await EndAsync(root, "code")).ShouldBe("code 5");
        (await EndAsync(root, "fault")).ShouldBe("signal 11");
        (await EndAsync(root, "kill")).ShouldBe("signal 9");
    }

    [Fact]
    public async Task V02_LauncherKilledAndContainersEndAtOnce_TheirTrueEndsAreTold()
    {
        SkipOnOldKernel();
        await using var root = new OrchRoot();
        await StartAsync(root, "zero", $"trap 'exit 0' TERM; {Loop}");
        await StartAsync(root, "seven", $"trap 'exit 7' TERM; {Loop}");
        var pids = new[] { "zero", "seven" }.Select(async name => (await root.Inspect(name)).GetProperty("pid").GetInt32());
        var inits = await Task.WhenAll(pids);
        var launcher = await root.LauncherPid();

        // The daemon needs longer to start another launcher than the payloads to end.
        await root.Tool("/bin/sh", "-c", $"kill -9 {launcher}; kill -TERM {inits[0]} {inits[1]}");

        (await EndAsync(root, "zero")).ShouldBe("code 0");
        (await EndAsync(root, "seven")).ShouldBe("code 7");
    }

    [Fact]
    public async Task V02_DaemonAndLauncherKilled_TheLivingAreAdoptedAndALostEndIsUnknown()
    {
        await using var root = new OrchRoot();
        await StartAsync(root, "lives", $"trap 'exit 5' TERM; {Loop}");
        await StartAsync(root, "lost", $"trap 'exit 0' TERM; {Loop}");
        var lives = (await root.Inspect("lives")).GetProperty("pid").GetInt32();
        var lost = (await root.Inspect("lost")).GetProperty("pid").GetInt32();
        var launcher = await root.LauncherPid();
        await OrchRoot.KillAsync(await root.DaemonPid());
        await OrchRoot.KillAsync(launcher);
        await root.Tool("/bin/kill", "-TERM", $"{lost}");
        // Reaped by PID 1 of this machine, with nobody left who held it: no one knows its status any more.
        await Clock.Until("its init is reaped", () => !Directory.Exists($"/proc/{lost}"));

        (await root.Inspect("lives")).GetProperty("pid").GetInt32().ShouldBe(lives);
        var exit = (await root.Inspect("lost")).GetProperty("exit");
        exit.GetProperty("unknown").GetBoolean().ShouldBeTrue(exit.ToString());
        exit.GetProperty("code").ValueKind.ShouldBe(JsonValueKind.Null, exit.ToString());
        exit.GetProperty("signal").ValueKind.ShouldBe(JsonValueKind.Null, exit.ToString());
        exit.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        (await root.Orch("stop", "lives")).Ok();
        if (KernelTellsOrphans)
            (await EndAsync(root, "lives")).ShouldBe("code 5");
    }

    [Fact]
    public async Task V12_InitOfAnAdoptedContainerGone_ItsChildrenAreGoneToo()
    {
        await using var root = new OrchRoot();
        await StartAsync(root, "family", "setsid sh -c 'sleep 4242 & sleep 4242' & (sleep 4242 &) ; exec sleep 4242");
        await Clock.Until("the children run", () => Sleepers().Count >= 3);
        await OrchRoot.KillAsync(await root.LauncherPid());
        var init = (await root.Inspect("family")).GetProperty("pid").GetInt32();

        await root.Tool("/bin/kill", "-KILL", $"{init}");

        await Clock.Until("nothing of the container runs", () => Sleepers().Count == 0, TimeSpan.FromSeconds(10));
        await Clock.Until("it is said to have stopped", async () => await root.State("family") == "STOPPED");
    }

    private static bool KernelTellsOrphans => Environment.OSVersion.Version >= new Version(6, 15);

    private static void SkipOnOldKernel() => Assert.SkipUnless(
        KernelTellsOrphans, $"Linux {Environment.OSVersion.Version} has no PIDFD_INFO_EXIT (6.15): the status of an orphan is lost there");

    private static async Task StartAsync(OrchRoot root, string name, string script) =>
        (await root.Orch("run", "-d", "--name", name, "busybox", "sh", "-c", script)).Ok();

    private static async Task<string> EndAsync(OrchRoot root, string name)
    {
        await Clock.Until($"{name} has stopped", async () => await root.State(name) == "STOPPED");
        var exit = (await root.Inspect(name)).GetProperty("exit");
        if (exit.GetProperty("unknown").GetBoolean())
            return $"unknown: {exit.GetProperty("reason")}";
        return exit.GetProperty("signal").ValueKind == JsonValueKind.Number
            ? $"signal {exit.GetProperty("signal")}"
            : $"code {exit.GetProperty("code")}";
    }

    private static List<string> Sleepers() =>
        [.. Processes.Of(OrchRoot.Mark, "4242").Select(Processes.Describe).Where(what => what.Contains("sleep 4242", StringComparison.Ordinal))];
}
