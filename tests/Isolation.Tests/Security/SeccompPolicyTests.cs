using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>Policies and sets of a user's own, as the kernel carries them out.</summary>
public sealed class SeccompPolicyTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task S02_LxcPolicy_IsInForceInsideAndInExecs()
    {
        const string Policy = "2\ndenylist\n[all]\nmkdir errno 97\nmkdirat errno 97\nchmod errno 5 [1,0x1ff,SCMP_CMP_MASKED_EQ,0xfff]\nfchmodat errno 5 [2,0x1ff,SCMP_CMP_MASKED_EQ,0xfff]\n";
        var done = await host.ShellAsync(
            "mkdir /a 2>&1; echo x > /b; chmod 777 /b 2>&1; chmod 755 /b && echo changed; grep Seccomp: /proc/self/status",
            spec => spec with { Security = new SecuritySpec { SeccompProfile = "mine", SeccompPolicy = Policy } });
        done.Stdout.ShouldContain("Address family not supported");
        done.Stdout.ShouldContain("/b: Input/output error");
        done.Stdout.ShouldContain("changed");
        done.Stdout.ShouldContain("Seccomp:\t2");
    }

    [Fact]
    public async Task S02_OciProfile_IsInForceWithItsConditions()
    {
        const string Policy =
            """
            {"defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_LOG"], "syscalls": [
              {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28},
              {"names": ["rmdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 5, "includes": {"caps": ["CAP_SYS_TIME"]}},
              {"names": ["kill"], "action": "SCMP_ACT_ERRNO", "errnoRet": 12, "args": [{"index": 1, "value": 10, "op": "SCMP_CMP_EQ"}]}
            ]}
            """;
        var done = await host.ShellAsync(
            "mkdir /a 2>&1; rmdir /tmp 2>&1; kill -10 $$ 2>&1; kill -0 $$ && echo zero",
            spec => spec with { Security = new SecuritySpec { SeccompProfile = "mine", SeccompPolicy = Policy } });
        done.Stdout.ShouldContain("No space left");
        done.Stdout.ShouldNotContain("Input/output error");
        done.Stdout.ShouldMatch("Cannot allocate memory|Out of memory|ENOMEM");
        done.Stdout.ShouldContain("zero");
    }

    [Fact]
    public async Task CapabilitySets_GivenExactly_AreTheProcesses()
    {
        var done = await host.ShellAsync("grep ^Cap /proc/self/status", spec => spec with
        {
            User = "1000:1000",
            Security = new SecuritySpec
            {
                Capabilities = new CapabilitySpec
                {
                    Effective = ["KILL"],
                    Permitted = ["KILL", "CHOWN"],
                    Inheritable = ["CHOWN", "KILL", "FOWNER"],
                    Bounding = ["KILL", "CHOWN", "FOWNER", "SETUID"],
                    Ambient = ["CHOWN", "KILL"],
                },
            },
        });
        var sets = done.Lines.Select(line => line.Split(':')).ToDictionary(
            part => part[0], part => ulong.Parse(part[1].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        // After execve the ambient set is what is permitted and effective (capabilities(7)).
        sets["CapInh"].ShouldBe(0x29UL);
        sets["CapAmb"].ShouldBe(0x21UL);
        sets["CapPrm"].ShouldBe(0x21UL);
        sets["CapEff"].ShouldBe(0x21UL);
        sets["CapBnd"].ShouldBe(0xA9UL);
    }
}
