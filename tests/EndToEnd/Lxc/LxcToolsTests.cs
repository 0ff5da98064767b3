using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>LXC's commands on the engine: the walk-through of its manual, with every step in the history.</summary>
public sealed class LxcToolsTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private string Containers => Directory.CreateDirectory(Path.Combine(root.Folder, "containers")).FullName;

    [Fact]
    public async Task WalkThrough_OfTheManual_WorksAndIsRecorded()
    {
        var config = Make("web");

        (await Lxc("start", "-n", "web")).Ok();
        (await Lxc("start", "-n", "web")).Expect(1).Error.ShouldContain("already running");
        (await Lxc("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
        (await Lxc("attach", "-n", "web", "--", "sh", "-c", "echo $container; exit 7")).Expect(7).Out.ShouldBe("lxc\n");
        (await Lxc("attach", "-n", "web", "--", "/no/such")).Expect(127);
        (await Lxc("freeze", "-n", "web")).Ok();
        (await Lxc("ls", "--frozen", "-1")).Ok().Out.ShouldBe("web\n");
        (await Lxc("unfreeze", "-n", "web")).Ok();
        (await Lxc("wait", "-n", "web", "-s", "RUNNING|FROZEN")).Ok();
        (await Lxc("destroy", "-n", "web")).Expect(1);
        (await Lxc("stop", "-n", "web", "-k")).Ok();
        (await Lxc("stop", "-n", "web")).Expect(2);
        (await Lxc("copy", "-n", "web", "-N", "twin", "-s")).Ok();
        (await Lxc("start", "-n", "twin")).Ok();
        (await Lxc("attach", "-n", "twin", "--", "touch", "/made")).Ok();
        (await Lxc("destroy", "-n", "twin", "-f")).Ok();
        File.Exists(Path.Combine(Containers, "web/rootfs/made")).ShouldBeFalse();
        (await Lxc("destroy", "-n", "web")).Ok();
        File.Exists(config).ShouldBeFalse();

        var types = (await root.Events()).Select(e => e.GetProperty("type").GetString()).ToList();
        types.ShouldContain(type => type!.StartsWith("container-created", StringComparison.Ordinal));
        types.ShouldContain(type => type!.StartsWith("container-frozen", StringComparison.Ordinal));
        types.ShouldContain(type => type!.StartsWith("container-removed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Execute_GivesStdioAndExitCode()
    {
        Make("job");
        (await Lxc("execute", "-n", "job", "--", "sh", "-c", "echo out; exit 5")).Expect(5).Out.ShouldBe("out\n");
        (await Lxc("start", "-F", "-n", "job", "--", "sh", "-c", "echo fore; kill -9 $$; exit 4")).Out.ShouldBe("fore\n");
        (await Lxc("start", "-F", "-n", "job", "-s", "lxc.environment=A=set", "--", "sh", "-c", "echo $A; exit 3")).Expect(3).Out.ShouldBe("set\n");
        (await Lxc("execute", "-n", "job", "--", "/no/such")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Start_ThatFails_SaysWhy()
    {
        Make("broken", "lxc.hook.pre-start = exit 9;\n");
        var result = (await Lxc("start", "-n", "broken")).Expect(1);
        result.Error.ShouldContain("pre-start");
        (await Lxc("info", "-n", "broken", "-H", "-s")).Ok().Out.ShouldBe("STOPPED\n");
    }

    [Fact]
    public async Task Device_OfTheHost_IsGivenAndTakenBackAndRecorded()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse"), "the host has no /dev/fuse");
        Make("plug");
        (await Lxc("device", "-n", "plug", "add", "/dev/fuse")).Expect(1).Error.ShouldContain("not running");
        (await Lxc("start", "-n", "plug")).Ok();
        (await Lxc("device", "-n", "plug", "add", "/dev/fuse")).Ok();
        (await Lxc("attach", "-n", "plug", "--", "sh", "-c", "test -c /dev/fuse && : < /dev/fuse")).Ok();
        (await Lxc("device", "-n", "plug", "del", "/dev/fuse")).Ok();
        (await Lxc("attach", "-n", "plug", "--", "sh", "-c", "test -e /dev/fuse")).Expect(1);
        (await Lxc("device", "-n", "plug", "add", "/dev/nosuch")).Expect(1).Error.ShouldContain("/dev/nosuch");
        (await Lxc("stop", "-n", "plug", "-k")).Ok();
        (await Lxc("destroy", "-n", "plug")).Ok();
        var types = (await root.Events()).Select(e => e.GetProperty("type").GetString()).ToList();
        types.Count(type => type!.StartsWith("container-hotplugged", StringComparison.Ordinal)).ShouldBe(2);
        types.ShouldContain(type => type!.StartsWith("container-hotplug-failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EphemeralCopy_IsGoneOnceItEnds()
    {
        Make("base");
        (await Lxc("copy", "-n", "base", "-e", "-N", "passing")).Ok().Out.ShouldBe("Created passing as clone of base\n");
        (await Lxc("stop", "-n", "passing", "-k")).Ok();
        await Clock.Until("the ephemeral container's files are gone", () => !Directory.Exists(Path.Combine(Containers, "passing")));
        (await Lxc("destroy", "-n", "base")).Ok();
    }

    private Task<CliResult> Lxc(string tool, params string[] words) =>
        root.Tool(Path.Combine(Binaries.Directory, "orch-lxc"), [tool, "-P", Containers, .. words]);

    /// <summary>A container whose system sleeps.</summary>
    private string Make(string name, string more = "")
    {
        var files = Path.Combine(Containers, name, "rootfs");
        foreach (var folder in (string[])["bin", "proc", "sys", "dev", "tmp"])
            Directory.CreateDirectory(Path.Combine(files, folder));
        File.Copy("/bin/busybox", Path.Combine(files, "bin/busybox"));
        foreach (var applet in (string[])["sh", "sleep", "touch", "echo", "kill"])
            File.CreateSymbolicLink(Path.Combine(files, "bin", applet), "busybox");
        var config = Path.Combine(Containers, name, "config");
        File.WriteAllText(config, $"lxc.rootfs.path = dir:{files}\nlxc.uts.name = {name}\nlxc.init.cmd = /bin/sleep 3600\nlxc.mount.auto = proc sys\n{more}");
        return config;
    }
}
