using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Security;

/// <summary>Mandatory access control as a user meets it, in the test machine.</summary>
public sealed class MandatoryAccessTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    [InMachine(Machine.AppArmor, Short = true, Only = true)]
    public async Task S05_AppArmor_FromCreateToRm_IsShownEnforcedAndGone()
    {
        Inside.AppArmor();
        (await root.Orch("run", "-d", "--name", "guarded", "busybox", "sleep", "600")).Ok();
        var label = (await root.Inspect("guarded")).GetProperty("isolation").GetProperty("lsm").GetString()!;
        label.ShouldStartWith("orch-");
        label.ShouldEndWith(" (enforce)");
        (await root.Orch("exec", "guarded", "cat", "/proc/self/attr/apparmor/current")).Ok().Lines.ShouldBe([label]);
        (await root.Orch("lsm", "status", "guarded")).Ok().Out.ShouldContain(label.Split(' ')[0]);
        (await root.Orch("exec", "guarded", "sh", "-c", "echo x >/sys/kernel/security/y")).ExitCode.ShouldNotBe(0);
        (await root.Orch("rm", "-f", "guarded")).Ok();
        (await File.ReadAllTextAsync("/sys/kernel/security/apparmor/profiles")).ShouldNotContain(label.Split(' ')[0]);

        var refused = await root.Orch("run", "--security-opt", "apparmor=unconfined_x", "busybox", "true");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("There is no AppArmor profile 'unconfined_x' in the kernel");
        (await root.Orch("run", "--security-opt", "apparmor=unconfined", "busybox", "cat", "/proc/self/attr/apparmor/current")).Ok()
            .Lines.ShouldBe(["unconfined"]);
        (await root.Orch("run", "--security-opt", "label=type:container_t", "busybox", "true")).Error.ShouldContain("SELinux is not active");
    }

    [Fact]
    [InMachine(Machine.SELinux, Short = true, Only = true)]
    public async Task S05_Selinux_FromCreateToRestart_KeepsItsCategories()
    {
        Inside.SELinux();
        (await root.Orch("run", "-d", "--name", "labelled", "busybox", "sleep", "600")).Ok();
        var label = (await root.Inspect("labelled")).GetProperty("isolation").GetProperty("lsm").GetString()!;
        label.ShouldStartWith("system_u:system_r:container_t:s0:c");
        // Through a pipe of this process, whose label the payload may not write to.
        (await root.Orch("exec", "labelled", "cat", "/proc/self/attr/current")).Ok().Out.TrimEnd('\0', '\n').ShouldBe(label);
        (await root.Orch("exec", "labelled", "sh", "-c", "echo out; echo err >&2; exit 3")).ShouldSatisfyAllConditions(
            result => result.Out.ShouldBe("out\n"), result => result.Error.ShouldBe("err\n"), result => result.ExitCode.ShouldBe(3));
        // The categories are the container's for life: after a restart of the daemon no other one gets them.
        (await root.Orch("daemon", "--stop")).Ok();
        (await root.Orch("restart", "-t", "0", "labelled")).Ok();
        (await root.Inspect("labelled")).GetProperty("isolation").GetProperty("lsm").GetString().ShouldBe(label);
        (await root.Orch("run", "--name", "other", "busybox", "cat", "/proc/self/attr/current")).Ok().Out.TrimEnd('\0', '\n').ShouldNotBe(label);
        (await root.Orch("run", "-v", "/etc:/x:Z", "busybox", "true")).Error.ShouldContain("belongs to the system");
        (await root.Orch("run", "--security-opt", "apparmor=x", "busybox", "true")).Error.ShouldContain("AppArmor is not active");
        (await root.Orch("rm", "-f", "labelled", "other")).Ok();
    }

    [Fact]
    [InMachine(Machine.Plain, Only = true)]
    public async Task S05_Landlock_FromTheCommandLine_Restricts()
    {
        Inside.Landlock();
        string[] rules = ["--security-opt", "landlock.rx=/bin", "--security-opt", "landlock.rw=/dev", "--security-opt", "landlock.scope=signal"];
        var run = await root.Orch(["run", "-d", "--name", "locked", .. rules, "busybox", "sh", "-c", "echo x >/file; ls / ; sleep 600"]);
        run.Ok();
        (await root.Inspect("locked")).GetProperty("isolation").GetProperty("landlockRules").GetInt32().ShouldBe(3);
        (await root.Orch("exec", "locked", "sh", "-c", "echo x >/file")).Error.ShouldContain("Permission denied");
        (await root.Orch("rm", "-f", "locked")).Ok();
        (await root.Orch("run", "--security-opt", "landlock.xx=/", "busybox", "true")).Error.ShouldContain("is not known or has no such value");
    }
}
