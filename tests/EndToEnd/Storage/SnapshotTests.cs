using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Snapshots, restore and copies as a user has them, and the end of the daemon in the midst of each.</summary>
public sealed class SnapshotTests
{
    private const string Script = "test -e /data || echo first >/data; echo ready; sleep 600";

    [Fact]
    public async Task Snapshot_OfARunningContainer_IsTakenFrozenAndRestoredInPlaceAndToANewOne()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "a", "busybox", "sh", "-c", Script)).Ok();
        await Clock.Until("it is ready", async () => (await root.Orch("logs", "a")).Ok().Out.Contains("ready"));
        (await root.Orch("snapshot", "create", "a", "--comment", "before")).Ok().Out.Trim().ShouldBe("snap0");
        (await root.State("a")).ShouldBe("RUNNING");
        (await root.Orch("exec", "a", "sh", "-c", "echo second >/data")).Ok();
        var listed = (await root.Orch("snapshot", "ls", "a", "--format", "json")).Ok().Json[0];
        listed.GetProperty("name").GetString().ShouldBe("snap0");
        listed.GetProperty("comment").GetString().ShouldBe("before");
        (await root.Orch("snapshot", "restore", "a", "snap0")).Expect(125).Error.ShouldContain("--to NAME");
        (await root.Orch("snapshot", "restore", "a", "snap0", "--to", "b")).Ok();
        (await root.Orch("stop", "-t", "1s", "a")).Ok();

        (await Cat(root, "a")).ShouldBe("second");
        (await Cat(root, "b")).ShouldBe("first");
        (await root.Orch("snapshot", "restore", "a", "snap0")).Ok();
        (await Cat(root, "a")).ShouldBe("first");
        (await root.Orch("rename", "a", "c")).Ok();
        (await root.Orch("snapshot", "ls", "c", "-q")).Ok().Out.Trim().ShouldBe("snap0");

        string[] told = [.. (await root.Events()).Select(what => what.GetProperty("type").GetString()!).Where(type => type.Contains("snapshot") || type.Contains("restore") || type.Contains("cop"))];
        told.Take(2).ShouldBe(["container-snapshot-requested", "container-snapshot-taken"]);
        told.ShouldContain("container-restored");
        told.ShouldContain("container-copied");
        (await root.Orch("audit", "why", "b")).Ok().Out.ShouldContain("as a copy of a, as that was in the snapshot snap0");

        (await root.Orch("rm", "c")).Ok();
        (await Cat(root, "b")).ShouldBe("first");
        (await root.Orch("rm", "b")).Ok();
        Directory.GetDirectories(Path.Combine(root.Path, "lib", "layers")).ShouldBeEmpty();
        await Clock.Until("its files are gone", () => Directory.GetDirectories(Path.Combine(root.Path, "lib", "containers")).Length == 0);
    }

    [Theory]
    [InlineData()]
    [InlineData("--storage", "dir")]
    [InlineData("--storage", "loop", "--storage-size", "64M")]
    public async Task Export_OfASnapshot_IsItsRoot_AndBecomesAnImageAnywhere(params string[] options)
    {
        await using var root = new OrchRoot();
        const string Write = "echo first >/data; chown 33:44 /data; chmod 4755 /data; rm /etc/group; sleep 600";
        (await root.Orch(["run", "-d", "--name", "a", .. options, "busybox", "sh", "-c", Write])).Ok();
        await Clock.Until("it has written", async () => (await root.Orch("exec", "a", "test", "!", "-e", "/etc/group")).ExitCode == 0);
        (await root.Orch("snapshot", "create", "a", "s")).Ok();
        (await root.Orch("exec", "a", "sh", "-c", "echo second >/data")).Ok();

        var archive = Path.Combine(root.Folder, "s.tar");
        (await root.Orch("snapshot", "export", "a", "s", "-o", archive)).Ok();
        var listed = (await root.Tool("/bin/tar", "-tvf", archive, "--numeric-owner")).Ok().Lines;
        listed.ShouldContain(line => line.StartsWith("-rwsr-xr-x 33/44 ", StringComparison.Ordinal) && line.EndsWith("data", StringComparison.Ordinal));
        listed.ShouldNotContain(line => line.EndsWith("etc/group", StringComparison.Ordinal));

        await using var other = new OrchRoot();
        (await other.Orch("image", "import", archive, "moved:1")).Ok();
        (await other.Orch("run", "--rm", "moved:1", "sh", "-c", "cat /data; ls -ln /data | cut -c1-10; test ! -e /etc/group")).Ok().Out.ShouldBe("first\n-rwsr-xr-x\n");
        (await root.Orch("audit", "why", "a")).Ok().Out.ShouldContain("exported its snapshot s");
        (await root.Orch("snapshot", "export", "a", "none", "-o", archive)).Expect(1).Error.ShouldContain("has no snapshot none");
        (await root.Orch("rm", "-f", "a")).Ok();
    }

    [Fact]
    public async Task Copy_Ephemeral_StartsAndIsGoneWhenItHasEnded()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "a", "busybox", "true")).Ok();
        var name = (await root.Orch("copy", "-e", "a")).Ok().Out.Trim();
        name.ShouldStartWith("a_");
        await Clock.Until("the copy is gone", async () => !(await root.Orch("ps", "-a", "-q", "--format", "json")).Ok().Out.Contains(name));
        (await root.State("a")).ShouldBe("STOPPED");
        (await root.Orch("rm", "a")).Ok();
    }

    [Fact]
    public async Task Copy_OfAnLxcContainer_RunsItsCloneHookForTheCopy()
    {
        await using var root = new OrchRoot();
        var told = Path.Combine(root.Folder, "told");
        var hook = root.Write("hook", $"#!/bin/sh\necho $LXC_SRC_NAME $LXC_NAME $* >{told}\necho changed >$LXC_ROOTFS_MOUNT/etc/by-hook\n");
        File.SetUnixFileMode(hook, (UnixFileMode)0b111_101_101);
        var own = Directory.CreateDirectory(Path.Combine(root.Folder, "own")).FullName;
        foreach (var folder in (string[])["bin", "etc", "proc", "sys", "dev"])
            Directory.CreateDirectory(Path.Combine(own, folder));
        File.Copy("/bin/busybox", Path.Combine(own, "bin/sh"));
        File.Copy("/bin/busybox", Path.Combine(own, "bin/busybox"));
        var config = root.Write("config", $"lxc.rootfs.path = dir:{own}\nlxc.uts.name = a\nlxc.hook.clone = {hook}\nlxc.init.cmd = /bin/sh -c 'busybox cat /etc/by-hook; busybox hostname'\n");
        (await root.Orch("create", "a", "--config", config)).Ok();
        (await root.Orch("copy", "a", "b", "--", "one", "two words")).Ok();
        (await File.ReadAllTextAsync(told)).ShouldBe("a b b lxc clone one two words\n");
        (await root.Orch("start", "b")).Ok();
        (await root.Orch("wait", "b")).Ok();
        (await root.Orch("logs", "b")).Ok().Lines.ShouldBe(["changed", "b"]);
        File.Exists(Path.Combine(own, "etc/by-hook")).ShouldBeFalse();

        File.WriteAllText(hook, "#!/bin/sh\necho not this one >&2; exit 3\n");
        (await root.Orch("copy", "a", "c")).Expect(125).Error.ShouldContain("not this one");
        (await root.Orch("inspect", "c")).ExitCode.ShouldNotBe(0);
        (await root.Orch("rm", "a", "b")).Ok();
        Directory.Exists(own).ShouldBeTrue();
    }

    [Theory]
    [InlineData("storage.before-record", "snapshot")]
    [InlineData("storage.after-share", "snapshot")]
    [InlineData("container.before-outcome", "snapshot")]
    [InlineData("storage.before-record", "copy")]
    [InlineData("storage.before-rename", "copy")]
    [InlineData("container.before-outcome", "copy")]
    public async Task V01_DaemonKilledInTheMidst_ASnapshotIsThereAndACopyIsNot(string place, string what)
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "a", "busybox", "sh", "-c", Script)).Ok();
        (await Cat(root, "a")).ShouldBe("first");
        (await root.Orch("daemon", "--stop")).Ok();
        var action = place == "container.before-outcome" ? $"{place}=kill@1" : $"{place}=kill";
        var failpoints = new Dictionary<string, string> { ["ORCH_FAILPOINTS"] = action };
        string[] order = what == "snapshot" ? ["snapshot", "create", "a", "s"] : ["copy", "a", "b"];
        (await root.StartWith(failpoints, order).ResultAsync()).ExitCode.ShouldNotBe(0);

        if (what == "snapshot")
            // The daemon that the client started again meets the same failpoint: a question may meet it as it dies.
            await Clock.Until("the snapshot is there", async () => (await root.Orch("snapshot", "ls", "a", "-q")) is { ExitCode: 0 } list && list.Out.Trim() == "s");
        else
            (await root.Orch("inspect", "b")).ExitCode.ShouldNotBe(0);
        (await Cat(root, "a")).ShouldBe("first");
        (await root.Orch("copy", "a", "b", "--snapshot")).Ok();
        (await Cat(root, "b")).ShouldBe("first");
        (await root.Orch("rm", "a", "b")).Ok();
        (await root.Orch("audit", "verify")).Ok();
        await Clock.Until("nothing is left", () => Directory.GetDirectories(Path.Combine(root.Path, "lib", "layers")).Length
            + Directory.GetDirectories(Path.Combine(root.Path, "lib", "containers")).Length == 0);
    }

    [Theory]
    [InlineData("--storage", "dir")]
    [InlineData("--storage", "loop", "--storage-size", "64M")]
    [InlineData("--storage-size", "32M")]
    public async Task Storage_OfAKind_StartsStopsCrashesAndLeavesNothing(params string[] options)
    {
        await using var root = new OrchRoot();
        (await root.Orch(["run", "-d", "--name", "a", .. options, "busybox", "sh", "-c", "echo here >>/data; cat /data; sleep 600"])).Ok();
        await Clock.Until("it runs", async () => (await root.Orch("logs", "a")).Ok().Out.Contains("here"));
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await root.State("a")).ShouldBe("RUNNING");
        (await root.Orch("restart", "-t", "0s", "a")).Ok();
        await Clock.Until("it ran again", async () => (await root.Orch("logs", "a")).Ok().Lines.Count(line => line == "here") >= 3);
        (await root.Orch("rm", "-f", "a")).Ok();
        await Clock.Until("its files are gone", () => Directory.GetDirectories(Path.Combine(root.Path, "lib", "containers")).Length == 0);
        (await root.Tool("/sbin/losetup", "-a")).Ok().Out.ShouldNotContain(root.Folder);
    }

    private static async Task<string> Cat(OrchRoot root, string name)
    {
        (await root.Orch("start", name)).Ok();
        var text = (await root.Orch("exec", name, "sh", "-c", "until test -s /data; do usleep 10000; done; cat /data")).Ok().Out.Trim();
        (await root.Orch("kill", name)).Ok();
        (await root.Orch("wait", name)).Ok().Out.Trim().ShouldBe("137");
        return text;
    }
}
