using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>What is attached is bound as the container's own processes are.</summary>
public sealed class LxcAttachTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Attach_HasFilterCapabilitiesAndNoNewPrivilegesOfTheContainer()
    {
        var policy = root.Write("policy", "2\ndenylist\n[all]\nmkdir errno 7\nmkdirat errno 7\n");
        _site.Make("bound", $"lxc.seccomp.profile = {policy}\nlxc.cap.drop = sys_time net_raw\nlxc.no_new_privs = 1\n");
        (await _site.Type("lxc-start -P $P -n bound")).Ok();
        var own = await Status("bound", "cat /proc/1/status");
        var attached = await Status("bound", "cat /proc/self/status");
        foreach (var name in (string[])["Seccomp", "NoNewPrivs", "CapBnd", "CapEff", "CapPrm"])
            attached[name].ShouldBe(own[name], name);
        attached["Seccomp"].ShouldBe("2");
        attached["NoNewPrivs"].ShouldBe("1");
        // E2BIG, which nobody but the policy gives.
        (await _site.Type("lxc-attach -P $P -n bound -- busybox mkdir /tmp/new")).ExitCode.ShouldNotBe(0);
        (await _site.Type("lxc-attach -P $P -n bound -- busybox mkdir /tmp/new")).Error.ShouldContain("Argument list too long");
        (await _site.Type("lxc-stop -P $P -n bound -k")).Ok();
    }

    private async Task<Dictionary<string, string>> Status(string name, string command) =>
        (await _site.Type($"lxc-attach -P $P -n {name} -- {command}")).Ok().Lines
            .ToDictionary(line => line.Split(':')[0], line => line.Split(':', 2)[1].Trim());
}
