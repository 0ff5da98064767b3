using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Formats;

/// <summary>LXC configurations and OCI bundles through the built programs.</summary>
public sealed class LxcTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Config = """
        # kept as it is
        lxc.uts.name = boxed
        lxc.environment = GREETING=hello
        lxc.mount.auto = proc:mixed
        lxc.prlimit.nofile = 100
        lxc.monitor.unshare = 1
        lxc.start.auto = 1

        """;

    [Fact]
    public async Task Create_FromAConfiguration_RunsAndGivesItBack()
    {
        var file = await WriteAsync("good.conf", Config);

        var created = (await root.Orch("create", "boxed", "--config", file, "--image", "busybox", "-o", "lxc.init.cwd=/tmp", "--", "sh", "-c", "hostname; echo $GREETING; ulimit -n; pwd")).Ok();
        (await root.Orch("autostart", "-L")).Ok().Lines.ShouldBe(["boxed 0"]);
        (await root.Orch("autostart")).Ok();
        (await root.Orch("wait", "boxed")).Ok();

        created.Error.ShouldContain("note: lxc.monitor.unshare");
        (await root.Orch("logs", "boxed")).Ok().Out.ShouldBe("boxed\nhello\n100\n/tmp\n");
        (await root.Orch("inspect", "boxed", "--format", "lxc")).Ok().Out.ShouldBe(Config + "lxc.init.cwd = /tmp\n");
        (await root.Orch("rm", "boxed")).Ok();
    }

    [Fact]
    public async Task Create_WhatCannotBeCarriedOut_IsNamedAllAtOnce()
    {
        var file = await WriteAsync("hard.conf", Config + "lxc.net.0.type = veth\nlxc.net.0.hwaddr = none\nlxc.apparmor.profile = strict\n");

        var refused = await root.Orch("create", "hard", "--config", file, "--image", "busybox");

        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain($"{file}:9: lxc.net.0.hwaddr = none");
        refused.Error.ShouldContain($"{file}:10: lxc.apparmor.profile = strict");
        (await root.Orch("create", "hard", "--config", file, "--image", "busybox", "-o", "lxc.net=", "-o", "lxc.apparmor.profile=")).Ok();
        (await root.Orch("rm", "hard")).Ok();
    }

    [Fact]
    public async Task Validate_AFileWithErrors_NamesThemWithoutADaemon()
    {
        var file = await WriteAsync("bad.conf", "lxc.uts.nam = x\nlxc.start.auto = yes\n");

        var bad = await root.Orch("config", "validate", "--lxc", file);

        bad.ExitCode.ShouldBe(2);
        bad.Error.ShouldContain($"{file}:1: 'lxc.uts.nam' is no key of LXC; did you mean lxc.uts.name?");
        bad.Error.ShouldContain($"{file}:2: lxc.start.auto: 'yes' is not 0 or 1");
        var old = await WriteAsync("old.conf", "lxc.utsname = x\n");
        (await root.Orch("config", "translate", old)).Ok().Out.ShouldBe("lxc.uts.name = x\n");
        (await root.Orch("config", "validate", "--lxc", "--legacy", old)).Ok();
    }

    [Fact]
    public async Task CheckConfig_TellsOfThisKernel_WithoutADaemon()
    {
        var told = (await root.Orch("checkconfig")).Ok();

        told.Out.ShouldContain(File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        told.Out.ShouldContain("enabled (/proc/self/ns/user)");
        (await root.Orch("checkconfig", "--kernel-config", "/not/there")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ABundle_EndsWithItsCode()
    {
        var bundle = System.IO.Directory.CreateDirectory(Path.Combine(root.Folder, "bundle")).FullName;
        System.IO.Directory.CreateDirectory(Path.Combine(bundle, "rootfs", "bin"));
        File.Copy("/bin/busybox", Path.Combine(bundle, "rootfs", "bin", "sh"));
        const string good = """
            {"ociVersion":"1.2.0","root":{"path":"rootfs"},"hostname":"bundled","process":{"args":["/bin/sh","-c","echo in $PWD; exit 7"],
            "env":["PATH=/bin"],"cwd":"/","user":{"uid":0,"gid":0}},"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"network"},
            {"type":"ipc"},{"type":"uts"},{"type":"cgroup"}]}}
            """;
        await File.WriteAllTextAsync(Path.Combine(bundle, "config.json"), good);

        var run = await root.Orch("run", "bundled", "--bundle", bundle);

        run.Expect(7).Out.ShouldBe("in /\n");
        await File.WriteAllTextAsync(Path.Combine(bundle, "config.json"), good.Replace("\"hostname\"", "\"hostnam\"", StringComparison.Ordinal));
        (await root.Orch("create", "other", "--bundle", bundle)).Ok().Error.ShouldContain("$.hostnam: no such property is known");
        (await root.Orch("config", "validate", "--oci", bundle)).ExitCode.ShouldBe(2);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(root.Folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
