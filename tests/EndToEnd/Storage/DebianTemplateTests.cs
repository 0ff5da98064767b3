using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>The template that has mmdebstrap make a Debian, from where this machine's own packages come.</summary>
public sealed class DebianTemplateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Debian_BootsStopsAndIsMadeOnce()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: mmdebstrap makes device nodes and owners");
        Assert.SkipUnless(File.Exists("/usr/bin/mmdebstrap"), "no /usr/bin/mmdebstrap: build/tests installs it");
        await using var root = new OrchRoot();
        var made = await root.Orch(Limit, "create", "one", "-t", "debian", "--", "-p", "less");
        Assert.SkipWhen(made.ExitCode != 0 && made.Error.Contains("failed to fetch", StringComparison.OrdinalIgnoreCase), "Debian's mirror cannot be reached");
        made.Ok();
        (await root.Orch("start", "one")).Ok();
        await Clock.Until("systemd has booted", async () =>
            (await root.Orch("exec", "one", "systemctl", "is-system-running")).Out.Trim() is "running" or "degraded", Limit);
        (await root.Orch("exec", "one", "sh", "-c", "cat /proc/1/comm; dpkg-query -W -f='${Status}\\n' less; test -c /dev/null && echo device; stat -c %a /tmp")).Ok().Lines
            .ShouldBe(["systemd", "install ok installed", "device", "1777"]);
        (await root.Orch(Limit, "stop", "one")).Ok();

        var again = (await root.Orch("create", "two", "-t", "debian", "--", "-p", "less")).Ok();
        again.Error.ShouldNotContain("mmdebstrap");
        (await root.Orch("rm", "one", "two")).Ok();
    }
}
