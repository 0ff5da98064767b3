using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>Policies of a user's own from the command line to the kernel, and the tools that say what they mean.</summary>
public sealed class SeccompTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Policy_OfAFile_IsInForceEvenWhenTheFileIsGone()
    {
        var policy = Path.Combine(root.Folder, "policy");
        await File.WriteAllTextAsync(policy, "2\ndenylist\n[all]\nmkdir errno 28\nmkdirat errno 28\nfrobnicate\n", TestContext.Current.CancellationToken);
        var run = await root.Orch("run", "-d", "--name", "policed", "--security-opt", $"seccomp={policy}", "--cap-keep", "KILL", "busybox", "sleep", "600");
        run.Ok();
        run.Error.ShouldContain("line 6, column 1: 'frobnicate' is no known system call");
        File.Delete(policy);

        (await root.Orch("exec", "policed", "sh", "-c", "mkdir /a 2>&1 || echo refused")).Ok().Out.ShouldContain("No space left");
        var explained = (await root.Orch("seccomp", "explain", "policed", "mkdir", "--arch", "x86_64", "--format", "json")).Ok().Out;
        using var json = JsonDocument.Parse(explained);
        json.RootElement[0].GetProperty("action").GetString().ShouldBe("ENOSPC");
        json.RootElement[0].GetProperty("line").GetInt32().ShouldBe(4);
        (await root.Orch("cap", "show", "policed", "--format", "csv")).Ok().Out.ShouldContain("effective,0000000000000020,cap_kill\n");
        (await root.Orch("ns", "enter", "policed", "--", "hostname")).Ok().Out.ShouldBe("policed\n");
        (await root.Orch("cgroup", "get", "--of", "policed", "pids.current")).Ok().Out.ShouldBe("pids.current: 1\n");
    }

    [Fact]
    public async Task E38_UnknownCallOrCapability_IsRefusedAtSubmit()
    {
        var profile = Path.Combine(root.Folder, "profile.json");
        await File.WriteAllTextAsync(profile, """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["frob"], "action": "SCMP_ACT_KILL"}]}""", TestContext.Current.CancellationToken);
        var refused = await root.Orch("create", "--security-opt", $"seccomp={profile}", "busybox", "true");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("line 1, column 61: syscalls[0].names[0] 'frob' is no system call");
        (await root.Orch("create", "--cap-set", "bounding=FLY", "busybox", "true")).Error.ShouldContain("'FLY' is no capability");
        (await root.Orch("create", "--security-opt", "seccomp-abi=vax", "busybox", "true")).Error.ShouldContain("'vax' is no ABI");
    }
}
