using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Fleet;

/// <summary>
/// Z11, R19: a task that sleeps where neither a freeze nor a SIGKILL reaches it: it writes to a file system that was
/// frozen (FIFREEZE, ioctl_fs(2)).
/// </summary>
public sealed class StuckTaskTests
{
    [Fact]
    public async Task Z11_TaskInUninterruptibleSleep_TheFreezeFailsNamesItAndIsUndone()
    {
        await using var root = new OrchRoot();
        await using var disk = await FreezableDisk.MakeAsync(root);
        var armed = new Dictionary<string, string> { ["ORCH__LIMITS__FREEZETIMEOUT"] = "2s" };
        (await root.StartWith(armed, "info").ResultAsync()).Ok();
        (await root.Orch("run", "-d", "--name", "stuck", "-v", $"{disk.Mount}:/data", "busybox", "sh", "-c",
            "echo ready; while [ ! -e /data/go ]; do usleep 20000; done; while :; do echo x >/data/file; done")).Ok();
        (await root.Orch("run", "-d", "--name", "other", "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect("stuck")).GetProperty("pid").GetInt32();
        File.WriteAllText(Path.Combine(disk.Mount, "go"), "");
        await Clock.Until("it writes", () => File.Exists(Path.Combine(disk.Mount, "file")));
        await disk.FreezeAsync();
        await Clock.Until("it waits for the disk", () => Processes.State(pid) == 'D');

        var freeze = await root.Orch("freeze", "stuck");

        // Linux 6.17 and later let the v1 freezer have such sleepers; then there is nothing to report.
        Assert.SkipWhen(freeze.ExitCode == 0 && KernelFreezer.IsFrozen(pid), "this kernel freezes a task that waits for a frozen disk");
        freeze.ExitCode.ShouldNotBe(0, freeze.ToString());
        freeze.Error.ShouldContain(pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (await root.State("stuck")).ShouldBe("RUNNING");
        (await root.Events("stuck")).ShouldContain(view => view.GetProperty("type").GetString() == "container-freeze-failed");

        // R19: it cannot be killed either. Nothing else is held up, and it ends once the disk lets it.
        await using var kill = root.Start("kill", "stuck");
        (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
        (await root.Orch("freeze", "other")).Ok();
        (await root.Orch("ps")).Ok();
        await disk.ThawAsync();
        await Clock.Until("it has ended", async () => await root.State("stuck") == "STOPPED");
        (await root.Inspect("stuck")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("--selector")]
    [InMachine(Machine.Plain)]
    public async Task Z11_FreezeOfTheFleetWithAStuckTask_FreezesTheOthersAndNamesIt(string which)
    {
        string[] whom = which == "--all" ? ["--all"] : ["--selector", "crew=a"];
        await using var root = new OrchRoot();
        var silent = await SilentMount.MakeAsync();
        try
        {
            var armed = new Dictionary<string, string> { ["ORCH__LIMITS__FREEZETIMEOUT"] = "2s" };
            (await root.StartWith(armed, "info").ResultAsync()).Ok();
            (await root.Orch("run", "-d", "--name", "stuck", "-l", "crew=a", "-v", $"{silent.Folder}:/data", "busybox", "sh", "-c",
                "mkdir /data/silent/a & mkdir /data/silent/b & sleep 600")).Ok();
            (await root.Orch("run", "-d", "--name", "other", "-l", "crew=a", "busybox", "sleep", "600")).Ok();
            var pid = (await root.Inspect("stuck")).GetProperty("pid").GetInt32();
            await Clock.Until("both wait", () => Processes.Children(pid).Count(child => Processes.State(child) == 'D') == 2);

            var freeze = await root.Orch(["fleet", "freeze", .. whom, "--format", "json"]);

            freeze.ExitCode.ShouldNotBe(0);
            freeze.Json.GetProperty("containers").EnumerateArray().Select(name => name.GetString()).ShouldBe(["other"]);
            freeze.Json.GetProperty("failed").EnumerateObject().Select(member => member.Name).ShouldBe(["stuck"]);
            (await root.State("stuck")).ShouldBe("RUNNING");
            (await root.State("other")).ShouldBe("FROZEN");
            KernelFreezer.IsFrozen((await root.Inspect("other")).GetProperty("pid").GetInt32()).ShouldBeTrue();
            (await Outcomes(root)).ShouldBe(1);

            await silent.EndAsync();
            if (which == "--all")
            {
                // The kernel freezes it once it can, and that is recorded as well.
                await Clock.Until("the stuck one follows", async () => await root.State("stuck") == "FROZEN");
                KernelFreezer.IsFrozen(pid).ShouldBeTrue();
                (await Outcomes(root)).ShouldBe(2);
            }
            (await root.Orch(["fleet", "thaw", .. whom])).Ok();
            (await root.State("stuck")).ShouldBe("RUNNING");
            (await root.State("other")).ShouldBe("RUNNING");
            KernelFreezer.IsFrozen(pid).ShouldBeFalse();
        }
        finally
        {
            await silent.EndAsync();
            await root.Orch("daemon", "--stop", "--with-containers");
            await silent.DisposeAsync();
        }
    }

    private static async Task<int> Outcomes(OrchRoot root) =>
        (await root.Orch("events", "--since", "1", "--until", "now", "--format", "json")).Ok().Lines
            .Count(line => line.Contains("\"fleet-frozen\"", StringComparison.Ordinal));
}
