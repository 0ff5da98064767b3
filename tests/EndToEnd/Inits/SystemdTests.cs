using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Inits;

/// <summary>A Debian system boots, ends and reboots as a container, in a user namespace and with the default profile.</summary>
public sealed class SystemdTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    [Fact]
    [InMachine(Machine.Plain)]
    public async Task Systemd_BootsStopsAndRestarts_AndTheLogsShowBoth()
    {
        await StartAsync("system");

        (await Exec("system", "systemctl", "is-active", "multi-user.target")).Ok();
        (await Exec("system", "systemctl", "--failed", "--quiet", "--plain", "--no-legend")).Ok().Out.ShouldBe("");
        (await Exec("system", "journalctl", "-b", "--no-pager", "-o", "cat")).Ok().Out.ShouldContain("Journal started");
        (await Exec("system", "cat", "/etc/machine-id")).Ok().Out.Trim().Length.ShouldBe(32);
        (await Exec("system", "sh", "-c", "tr '\\0' '\\n' </proc/1/environ | grep ^container=")).Ok().Out.ShouldBe("container=orch\n");
        (await Exec("system", "sh", "-c", "stat -f -c %T /run /tmp; cat /proc/1/uid_map | tr -s ' ' | cut -d' ' -f3 | grep -v '^0$' | wc -l")).Ok()
            .Out.ShouldBe("tmpfs\ntmpfs\n1\n");
        (await root.Orch("logs", "system")).Ok().Out.ShouldContain("Debian GNU/Linux 12");

        (await root.Orch(Boot, "restart", "system")).Ok();
        await BootedAsync("system", 2);
        (await root.Orch(Boot, "stop", "system")).Ok();

        var ended = await root.Inspect("system");
        ended.GetProperty("exit").GetProperty("system").GetString().ShouldBe("halt");
        ended.GetProperty("attempt").GetInt32().ShouldBe(2);
        var log = (await root.Orch("logs", "system")).Ok().Out;
        // Both attempts: welcomed twice, and all that is done last was done twice.
        // Each attempt reached it and stopped it.
        Count(log, "Multi-User System").ShouldBe(4, log);
        Count(log, "Unmount All Filesystems").ShouldBe(2, log);
        log.ShouldContain("Halting system");
        (await root.Orch("rm", "system")).Ok();
    }

    [Fact]
    public async Task Reboot_FromInside_StartsItAgainAndIsCounted()
    {
        await StartAsync("rebooted");

        await Exec("rebooted", "systemctl", "reboot");
        await BootedAsync("rebooted", 2);

        var view = await root.Inspect("rebooted");
        (view.GetProperty("reboots").GetInt32(), view.GetProperty("restarts").GetInt32()).ShouldBe((1, 0));
        (await root.Events("rebooted")).ShouldContain(e => e.GetProperty("type").GetString() == "container-rebooted");
        await Exec("rebooted", "systemctl", "poweroff");
        await Clock.Until("it is off", async () => await root.State("rebooted") == "STOPPED");
        (await root.Inspect("rebooted")).GetProperty("exit").GetProperty("system").GetString().ShouldBe("halt");
        (await root.Orch("rm", "rebooted")).Ok();
    }

    [Fact]
    public async Task Freeze_OfASystem_AndExecInIt_HoldAndGoOn()
    {
        await StartAsync("frozen");

        (await root.Orch("freeze", "frozen")).Ok();
        (await root.Orch("thaw", "frozen")).Ok();
        (await Exec("frozen", "systemctl", "is-system-running")).Ok();
        // Not outside of what the container was given, whatever systemd did to its tree.
        (await Exec("frozen", "sh", "-c", "grep ^0:: /proc/self/cgroup")).Ok().Out.ShouldNotContain("..");
        await using var login = TerminalCli.Start(root, "console frozen");
        await login.TypeAsync("\n");
        await login.SeeAsync("login:");

        (await root.Orch(Boot, "rm", "-f", "frozen")).Ok();
    }

    private async Task StartAsync(string name)
    {
        var debian = await DebianRoot.GetAsync(root);
        (await root.Orch("run", "-d", "--name", name, "--rootfs", debian, "--memory", "512M", "--", "/sbin/init")).Ok();
        await BootedAsync(name, 1);
    }

    private Task BootedAsync(string name, int attempt) => Clock.Until($"{name} has booted", async () =>
        (await root.Inspect(name)).GetProperty("attempt").GetInt32() == attempt && await root.State(name) == "RUNNING"
        && (await Exec(name, "systemctl", "is-system-running")).Out.Trim() is "running", Boot);

    private Task<CliResult> Exec(string name, params string[] command) => root.Orch(["exec", name, .. command]);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
