using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R05, R06, R11: a container that writes all it can.</summary>
public sealed class DiskBombTests
{
    [Fact]
    public async Task R06_LogFlood_TakesNoMemoryOfTheDaemonAndHoldsNobodyUp()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "quiet", "busybox", "sh", "-c", "while :; do echo alive; usleep 50000; done")).Ok();
        var daemon = await root.DaemonPid();
        var before = ResidentMegabytes(daemon);
        await using (new Probe(root, "R06"))
        {
            await using var follower = root.Start("logs", "-f", "quiet");
            (await root.Orch("run", "-d", "--name", "flood", "--memory", "64M", "busybox", "sh", "-c", "yes a-line-of-some-length | head -c 1g; echo; echo over; sleep 600")).Ok();
            await using var slow = root.Start("logs", "-f", "flood");
            slow.Signal("STOP");
            await Clock.Until("a gigabyte was said", async () => (await root.Orch("logs", "--tail", "1", "flood")).Ok().Out.Trim() == "over", TimeSpan.FromMinutes(3));
            slow.Signal("CONT");
            var lines = follower.Out.Length;
            await Clock.Until("the neighbour is heard", () => follower.Out.Length > lines);
            (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
        }
        var after = ResidentMegabytes(daemon);
        Console.WriteLine($"R06: the daemon's memory {before} -> {after} MB for 1,024 MB of output");
        after.ShouldBeLessThan(before + 256);
        (await root.Orch("kill", "flood")).Ok();
        (await root.Orch("wait", "flood")).Ok();
        (await root.Orch("rm", "flood")).Ok();
    }

    private static int ResidentMegabytes(int pid) =>
        int.Parse(Processes.Status(pid, "VmRSS")!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1024;

    [Fact]
    public async Task R11_WriteBandwidth_IsHeldByTheKernel()
    {
        await using var root = new OrchRoot();
        var number = (await root.Tool("/usr/bin/stat", "-c", "%Hd:%Ld", root.Folder)).Ok().Out.Trim();
        var device = $"/dev/{Path.GetFileName(new FileInfo($"/sys/dev/block/{number}").LinkTarget)}";
        Assert.SkipUnless(File.Exists(device), $"the scratch folder lies on no block device ({number})");
        var data = Directory.CreateDirectory(Path.Combine(root.Folder, "data")).FullName;
        File.SetUnixFileMode(data, (UnixFileMode)0b111_111_111);
        // Past the page cache: what is written back later is charged to nobody on cgroup v1.
        string[] Write(string file) => ["-v", $"{data}:/data", "busybox", "dd", "if=/dev/zero", $"of=/data/{file}", "bs=256k", "count=16", "oflag=direct"];
        var free = await root.Orch(["run", .. Write("free")]);
        Assert.SkipUnless(free.ExitCode == 0, $"this file system takes no direct writes: {free.Error}");
        var held = root.Start(["run", "--device-write-bps", $"{device}:1M", .. Write("held")]);
        await using (held)
        await using (new Probe(root, "R11"))
        {
            var beside = await root.Orch(["run", .. Write("beside")]);
            var slow = await held.ResultAsync();
            Assert.SkipWhen(slow.ExitCode == 125 && slow.Error.Contains("controller"), $"no io controller here: {slow.Error}");
            slow.Ok();
            beside.Ok();
            Console.WriteLine(
                $"R11: 4 MiB took {free.Took.TotalSeconds:0.00} s, {slow.Took.TotalSeconds:0.00} s at 1 MiB a second, and {beside.Took.TotalSeconds:0.00} s in the container beside that");
            // Not sooner, however fast the machine is: three of the four seconds, since the first slice is given at once.
            slow.Took.ShouldBeGreaterThan(TimeSpan.FromSeconds(2.5));
        }
    }

    [Fact]
    public async Task R05_WritableLayerFillsTheDisk_EnospcInside_StartsRefused_StopAndRemoveWork()
    {
        var folder = Directory.CreateTempSubdirectory("e2e-full-").FullName;
        var mount = await RunningCli.Start("/bin/mount", ["-t", "tmpfs", "-o", "size=96M", "none", folder], new Dictionary<string, string>()).ResultAsync();
        Assert.SkipUnless(mount.ExitCode == 0, $"a tmpfs cannot be mounted here: {mount.Error}");
        try
        {
            await using var root = new OrchRoot(Path.Combine(folder, "r"));
            (await root.Orch("run", "-d", "--name", "neighbour", "busybox", "sleep", "600")).Ok();
            // Again and again, so that every byte that somebody gives back is taken.
            (await root.Orch("run", "-d", "--name", "filler", "busybox", "sh", "-c",
                "i=0; while :; do dd if=/dev/zero of=/fill.$i bs=64k 2>&1; echo ENOSPC $i; i=$((i+1)); usleep 50000; done")).Ok();
            await using (new Probe(root, "R05"))
            {
                await Clock.Until("the disk is full", async () =>
                    new DriveInfo(folder).AvailableFreeSpace < 1 << 20 && (await root.Orch("exec", "filler", "sh", "-c", "df / | tail -n 1")).Ok().Out.Contains("100%"));

                foreach (var order in (string[][])[["run", "busybox", "true"], ["create", "busybox", "true"]])
                {
                    var refused = await root.Orch(order);
                    refused.ExitCode.ShouldBe(125, refused.ToString());
                    refused.Error.ShouldContain("full");
                    refused.Error.ShouldContain("try again");
                }
                (await root.State("neighbour")).ShouldBe("RUNNING");
                // Room for these is kept in the journal: else nobody could make room by the engine's own means.
                (await root.Orch("stop", "--time", "0s", "filler")).Ok();
                (await root.Orch("rm", "filler")).Ok();
            }
            (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
            (await root.State("neighbour")).ShouldBe("RUNNING");
            (await root.Orch("audit", "verify")).Ok();
        }
        finally
        {
            await RunningCli.Start("/bin/umount", ["-l", folder], new Dictionary<string, string>()).ResultAsync();
            Directory.Delete(folder);
        }
    }
}
