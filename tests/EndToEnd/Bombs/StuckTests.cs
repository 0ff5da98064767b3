using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>
/// R19: a task in an uninterruptible sleep (state D): it writes to a file system that was frozen (FIFREEZE, ioctl_fs(2)),
/// and SIGKILL takes effect only once that is thawed.
/// </summary>
public sealed class StuckTests
{
    [Fact]
    public async Task R19_UnkillableTask_StopSaysStuckNamesItAndHoldsNothingUp()
    {
        await using var root = new OrchRoot();
        await using var disk = await FreezableDisk.MakeAsync(root);
        (await root.Orch("run", "-d", "--name", "stuck", "--stop-timeout", "1s", "-v", $"{disk.Mount}:/data", "busybox", "sh", "-c",
            "while [ ! -e /data/go ]; do usleep 20000; done; while :; do echo x >/data/file; done")).Ok();
        var pid = (await root.Inspect("stuck")).GetProperty("pid").GetInt32();
        File.WriteAllText(Path.Combine(disk.Mount, "go"), "");
        await Clock.Until("it writes", () => File.Exists(Path.Combine(disk.Mount, "file")));
        await disk.FreezeAsync();
        await Clock.Until("it waits for the disk", () => Processes.State(pid) == 'D');

        await using (new Probe(root, "R19"))
        {
            await using var waiting = root.Start("wait", "stuck");
            var stop = await root.Orch("stop", "stuck");
            stop.ExitCode.ShouldBe(125, stop.ToString());
            stop.Error.ShouldContain("STUCK");
            stop.Error.ShouldContain($"{pid} sh D");
            Console.WriteLine($"R19: {stop.Error.Trim()} (after {stop.Took.TotalSeconds:0.0} s)");

            var seen = await root.Inspect("stuck");
            seen.GetProperty("state").GetString().ShouldBe("ABORTING");
            seen.GetProperty("stuck").GetProperty("tasks")[0].GetString().ShouldBe($"{pid} sh D");
            (await root.Events("stuck")).ShouldContain(view => view.GetProperty("type").GetString() == "container-stuck");
            // The actor answers: whoever asks again is told at once, and a daemon that comes anew knows it too.
            (await root.Orch("stop", "stuck")).Expect(125).Error.ShouldContain("STUCK");
            (await root.Orch("rm", "stuck")).ExitCode.ShouldNotBe(0);
            (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
            (await root.Orch("daemon", "--stop", "--with-containers")).ExitCode.ShouldNotBe(0);

            await disk.ThawAsync();
            (await waiting.ResultAsync()).Ok().Out.Trim().ShouldBe("137");
        }
        (await root.Inspect("stuck")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
        (await root.Inspect("stuck")).GetProperty("stuck").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await root.Orch("audit", "why", "stuck")).Ok().Out.ShouldContain("SIGKILL did not end it");
        (await root.Orch("rm", "stuck")).Ok();
    }
}
