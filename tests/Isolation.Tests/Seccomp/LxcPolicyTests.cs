using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Isolation.Tests.Seccomp;

public sealed class LxcPolicyTests
{
    private const string Common =
        """
        2
        denylist
        reject_force_umount  # comment this to allow umount -f;  not recommended
        [all]
        kexec_load errno 1
        open_by_handle_at errno 1
        init_module errno 1
        finit_module errno 1
        delete_module errno 1
        """;

    private static readonly SeccompContext Context = new(SeccompMachine.X86, CapabilitySet.Default, new Version(6, 1));

    [Fact]
    public void Read_CommonSeccomp_RefusesItsCallsOnEveryAbiWithTheirLines()
    {
        var profile = Profile(Common);
        foreach (var abi in SeccompMachine.X86.Abis)
        {
            var verdict = Decide(profile, abi, "init_module");
            verdict.Action.ShouldBe(SeccompAction.Errno(1));
            verdict.Place.Line.ShouldBe(7);
            Decide(profile, abi, "umount2", 0, 1).Action.ShouldBe(SeccompAction.Errno(13));
            Decide(profile, abi, "umount2", 0, 2).Action.ShouldBe(SeccompAction.Allow);
            Decide(profile, abi, "umount2", 0, 3).Place.Line.ShouldBe(3);
            Decide(profile, abi, "read").Place.Line.ShouldBe(2);
        }
        // Nothing is newer than a denylist.
        profile.Decide(SeccompAbi.X8664.Arch, 2000, new ulong[6]).Action.ShouldBe(SeccompAction.Allow);
        ProgramProof.Check(profile, new Random(1));
    }

    [Theory]
    [InlineData("denylist", "kill thread", "allow")]
    [InlineData("blacklist allow", "kill thread", "allow")]
    [InlineData("allowlist", "allow", "kill thread")]
    [InlineData("whitelist errno 38", "allow", "ENOSYS")]
    [InlineData("allowlist trap", "allow", "trap")]
    [InlineData("allowlist log # quietly", "allow", "log")]
    [InlineData("denylist errno 1", "kill thread", "EPERM")]
    public void Read_SecondLine_GivesBothDefaults(string head, string rule, string fallback)
    {
        var profile = Profile($"2\n{head}\n\n[all]\nmkdir\n");
        Decide(profile, SeccompAbi.X8664, "mkdir").Action.ToString().ShouldBe(rule);
        Decide(profile, SeccompAbi.X8664, "rmdir").Action.ToString().ShouldBe(fallback);
    }

    [Theory]
    [InlineData("mknod errno 0", "errno 0")]
    [InlineData("mknod errno ENXIO", "ENXIO")]
    [InlineData("mknod kill", "kill thread")]
    [InlineData("mknod trap", "trap")]
    [InlineData("mknod log", "log")]
    [InlineData("mknod allow", "allow")]
    [InlineData("mknod # kill", "kill thread")]
    [InlineData("  mknod\terrno  7  ", "E2BIG")]
    public void Read_Action_IsTheRules(string line, string action) =>
        Decide(Profile($"2\ndenylist errno 5\n{line}\n"), SeccompAbi.X8664, "mknod").Action.ToString().ShouldBe(action);

    [Theory]
    [InlineData("socket errno 97 [0,16,SCMP_CMP_EQ]", 16UL, 0UL, true)]
    [InlineData("socket errno 97 [0,16,SCMP_CMP_EQ]", 17UL, 0UL, false)]
    [InlineData("socket errno 97 [0,0x10,==][1,3,>=]", 16UL, 3UL, true)]
    [InlineData("socket errno 97 [0,0x10,==][1,3,>=]", 16UL, 2UL, false)]
    [InlineData("socket errno 97 [0,020,SCMP_CMP_GE]", 16UL, 0UL, true)]
    [InlineData("socket errno 97 [0,0x80,SCMP_CMP_MASKED_EQ,0x80]", 0xFFUL, 0UL, true)]
    [InlineData("socket errno 97 [0,0x80,&=,0x80]", 0x7FUL, 0UL, false)]
    [InlineData("socket errno 97 [ 0 , 5 , != ]", 6UL, 0UL, true)]
    public void Read_Arguments_DecideTheCall(string line, ulong first, ulong second, bool matches)
    {
        var profile = Profile($"2\ndenylist\n[x86_64]\n{line}\n");
        Decide(profile, SeccompAbi.X8664, "socket", first, second).Action
            .ShouldBe(matches ? SeccompAction.Errno(97) : SeccompAction.Allow);
        ProgramProof.Check(profile, new Random(1));
    }

    [Fact]
    public void Read_Sections_AreAboutTheirAbi()
    {
        var profile = Profile("2\ndenylist\n[x86_64]\nmkdir\n[X86]\nrmdir\n[arm64]\nread\n[mips64n32]\nwrite\n[ALL]\nreboot\n");
        Decide(profile, SeccompAbi.X8664, "mkdir").Action.ShouldBe(SeccompAction.KillThread);
        Decide(profile, SeccompAbi.I386, "mkdir").Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, SeccompAbi.I386, "rmdir").Action.ShouldBe(SeccompAction.KillThread);
        Decide(profile, SeccompAbi.X32, "rmdir").Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, SeccompAbi.X8664, "read").Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, SeccompAbi.X8664, "write").Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, SeccompAbi.X32, "reboot").Action.ShouldBe(SeccompAction.KillThread);
        var arm = PolicyReader.Read("arm", "2\ndenylist\n[arm64]\nread\n").Policy!.Resolve(Context with { Machine = SeccompMachine.Arm });
        arm.Decide(SeccompAbi.Arm64.Arch, 63, new ulong[6]).Action.ShouldBe(SeccompAction.KillThread);
    }

    [Fact]
    public void Read_VersionOne_AllowsItsNumbersOnTheNativeAbiAndKillsTheRest()
    {
        var profile = Profile("1\nallowlist\n0\n1\n60\n\n231\n");
        profile.Decide(SeccompAbi.X8664.Arch, 60, new ulong[6]).Action.ShouldBe(SeccompAction.Allow);
        profile.Decide(SeccompAbi.X8664.Arch, 60, new ulong[6]).Place.Line.ShouldBe(5);
        profile.Decide(SeccompAbi.X8664.Arch, 2, new ulong[6]).Action.ShouldBe(SeccompAction.KillThread);
        profile.Decide(SeccompAbi.X8664.Arch, 1000, new ulong[6]).Action.ShouldBe(SeccompAction.KillThread);
        profile.Decide(SeccompAbi.I386.Arch, 1, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(38));
        ProgramProof.Check(profile, new Random(1));
    }

    [Fact]
    public void E38_Read_UnknownSystemCall_IsSkippedAndReported()
    {
        var reading = PolicyReader.Read("p", "2\nallowlist\nread\nfrobnicate errno 1\n");
        reading.Policy.ShouldNotBeNull();
        var warning = reading.Warnings.ShouldHaveSingleItem();
        (warning.Line, warning.Column).ShouldBe((4, 1));
        warning.Message.ShouldContain("'frobnicate'");
    }

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("3\ndenylist\n", 1, 1, "version")]
    [InlineData("two\ndenylist\n", 1, 1, "version")]
    [InlineData("2\n", 2, 1, "second line")]
    [InlineData("2\nmaybelist\n", 2, 1, "'maybelist'")]
    [InlineData("1\nwhitelist\n0\n", 2, 1, "not taken")]
    [InlineData("1\nallowlist\nread\n", 3, 1, "'read'")]
    [InlineData("1\nallowlist\n-1\n", 3, 1, "'-1'")]
    [InlineData("2\nallowlist debug\nread\n", 2, 11, "debug")]
    [InlineData("2\ndenylist\nread killall\n", 3, 6, "'killall'")]
    [InlineData("2\ndenylist\nread errno\n", 3, 11, "errno")]
    [InlineData("2\ndenylist\nread errno 4096\n", 3, 12, "4095")]
    [InlineData("2\ndenylist\nread notify\n", 3, 6, "notify")]
    [InlineData("2\nallowlist notify\n", 2, 11, "notify")]
    [InlineData("2\ndenylist\n[vax]\nread\n", 3, 1, "[vax]")]
    [InlineData("2\ndenylist\n[X86_64\nread\n", 3, 1, "[X86_64")]
    [InlineData("2\ndenylist\nread kill [6,1,==]\n", 3, 11, "0 to 5")]
    [InlineData("2\ndenylist\nread kill [0,1,=]\n", 3, 11, "no comparison")]
    [InlineData("2\ndenylist\nread kill [0,x,==]\n", 3, 11, "'x'")]
    [InlineData("2\ndenylist\nread kill [0,1,&=]\n", 3, 11, "mask")]
    [InlineData("2\ndenylist\nread kill [0,1\n", 3, 11, "']'")]
    [InlineData("2\ndenylist\nread kill [0,1,==][0,2,==]\n", 3, 19, "twice")]
    [InlineData("2\ndenylist\nread kill now\n", 3, 11, "'now'")]
    [InlineData("2\ndenylist\nread kill [0,18446744073709551616,==]\n", 3, 11, "18446744073709551616")]
    public void E38_Read_BadPolicy_IsRefusedWithItsPlace(string text, int line, int column, string says)
    {
        var reading = PolicyReader.Read("p", text);
        reading.Policy.ShouldBeNull();
        var error = reading.Errors.First();
        (error.Line, error.Column).ShouldBe((line, column), error.Message);
        error.Message.ShouldContain(says);
    }

    private static SeccompProfile Profile(string text)
    {
        var reading = PolicyReader.Read("p", text);
        reading.Policy.ShouldNotBeNull(string.Join('\n', reading.Problems));
        return reading.Policy.Resolve(Context);
    }

    private static Verdict Decide(SeccompProfile profile, SeccompAbi abi, string call, ulong first = 0, ulong second = 0) =>
        profile.Decide(
            abi.Arch, (uint)abi.Table.Numbers[call] | (abi == SeccompAbi.X32 ? SeccompAbi.X32Bit : 0), [first, second, 0, 0, 0, 0]);
}
