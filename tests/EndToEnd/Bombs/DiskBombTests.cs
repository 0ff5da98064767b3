using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R05, R06, R11: a container that writes all it can.</summary>
public sealed class DiskBombTests
{
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
