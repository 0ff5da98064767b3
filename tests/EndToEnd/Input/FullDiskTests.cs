using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Input;

/// <summary>J02, R05: a root whose disk is full refuses new work in plain words, goes on answering, and loses nothing.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Create_OnAFullDisk_IsRefusedAndWhatWasThereStays()
    {
        var folder = Directory.CreateTempSubdirectory("e2e-full-").FullName;
        var mount = await RunningCli.Start("/bin/mount", ["-t", "tmpfs", "-o", "size=48M", "none", folder], new Dictionary<string, string>()).ResultAsync();
        Assert.SkipUnless(mount.ExitCode == 0, $"a tmpfs cannot be mounted here: {mount.Error}");
        try
        {
            await using (var root = new OrchRoot(Path.Combine(folder, "r")))
            {
                (await root.Orch("run", "--name", "before", "busybox", "sh", "-c", "exit 3")).Expect(3);
                (await root.Orch("run", "-d", "--name", "lives", "busybox", "sleep", "600")).Ok();
                var ballast = Path.Combine(folder, "ballast");
                Ballast.Fill(ballast);

                var refused = await root.Orch("run", "--name", "after", "busybox", "true");
                refused.ExitCode.ShouldBe(125, refused.ToString());
                refused.Error.ShouldMatch("(?i)no space|disk|full");
                (await root.Inspect("before")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(3);
                (await root.State("lives")).ShouldBe("RUNNING");

                File.Delete(ballast);
                await Clock.Until("the engine takes orders again", async () =>
                    (await root.Orch("run", "busybox", "true")).ExitCode == 0, TimeSpan.FromSeconds(30));
                (await root.State("lives")).ShouldBe("RUNNING");
            }
        }
        finally
        {
            // Lazily, so that a failure above is told and not hidden by one here.
            await RunningCli.Start("/bin/umount", ["-l", folder], new Dictionary<string, string>()).ResultAsync();
            Directory.Delete(folder);
        }
    }
}
