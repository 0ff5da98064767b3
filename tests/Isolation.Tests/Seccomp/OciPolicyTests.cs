using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Isolation.Tests.Seccomp;

public sealed class OciPolicyTests
{
    private static readonly SeccompContext Context = new(SeccompMachine.X86, CapabilitySet.Default, new Version(6, 1));

    [Theory]
    [InlineData("SCMP_ACT_KILL", "kill thread")]
    [InlineData("SCMP_ACT_KILL_THREAD", "kill thread")]
    [InlineData("SCMP_ACT_KILL_PROCESS", "kill process")]
    [InlineData("SCMP_ACT_TRAP", "trap")]
    [InlineData("SCMP_ACT_LOG", "log")]
    [InlineData("SCMP_ACT_ALLOW", "allow")]
    [InlineData("SCMP_ACT_ERRNO", "EPERM")]
    [InlineData("SCMP_ACT_ERRNO\", \"errnoRet\": 13, \"x\": \"", "EACCES")]
    [InlineData("SCMP_ACT_ERRNO\", \"errnoRet\": 22, \"errno\": \"EINVAL", "EINVAL")]
    [InlineData("SCMP_ACT_TRACE\", \"errnoRet\": 7, \"x\": \"", "trace 7")]
    public void Read_Action_IsTheRules(string action, string meant) =>
        Decide(Profile($$"""{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 5, "syscalls": [{"names": ["read"], "action": "{{action}}"}]}"""), "read")
            .Action.ToString().ShouldBe(meant);

    [Fact]
    public void Read_Rule_KeepsLineAndPathOfEachName()
    {
        var profile = Profile("{\n \"defaultAction\": \"SCMP_ACT_ERRNO\",\n \"syscalls\": [\n {\"names\": [\"read\",\n \"write\"], \"action\": \"SCMP_ACT_ALLOW\"}]}");
        Decide(profile, "write").Place.ShouldBe(new SourcePlace(5, "syscalls[0].names[1]"));
        Decide(profile, "mkdir").Place.ShouldBe(new SourcePlace(2, "defaultAction SCMP_ACT_ERRNO"));
    }

    [Fact]
    public void Read_MaskedAndDoubledArguments_MeanWhatRuncMakesOfThem()
    {
        var profile = Profile(
            """
            {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
              {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]},
              {"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [
                {"index": 0, "value": 0, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]},
              {"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [
                {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}, {"index": 1, "value": 2, "op": "SCMP_CMP_EQ"}]}
            ]}
            """);
        Decide(profile, "clone", 0x11).Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, "clone", 0x1000_0011).Action.ShouldBe(SeccompAction.Errno(1));
        Decide(profile, "personality", 8).Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, "personality").Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, "personality", 9).Action.ShouldBe(SeccompAction.Errno(1));
        Decide(profile, "socket", 1, 2).Action.ShouldBe(SeccompAction.Allow);
        Decide(profile, "socket", 1).Action.ShouldBe(SeccompAction.Errno(1));
        ProgramProof.Check(profile, new Random(1));
    }

    [Theory]
    [InlineData("\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", false)]
    [InlineData("\"includes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_KILL\"]}", true)]
    [InlineData("\"includes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}", false)]
    [InlineData("\"excludes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}", false)]
    [InlineData("\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", true)]
    [InlineData("\"includes\": {\"arches\": [\"amd64\", \"x32\"]}", true)]
    [InlineData("\"includes\": {\"arches\": [\"arm64\"]}", false)]
    [InlineData("\"excludes\": {\"arches\": [\"amd64\"]}", false)]
    [InlineData("\"includes\": {\"minKernel\": \"4.8\"}", true)]
    [InlineData("\"includes\": {\"minKernel\": \"6.10\"}", false)]
    [InlineData("\"includes\": {}, \"excludes\": {}, \"args\": null, \"comment\": \"\"", true)]
    public void Read_IncludesAndExcludes_DecideWhetherARuleIsInForce(string filter, bool isInForce) =>
        Decide(Profile($$"""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", {{filter}}}]}"""), "read")
            .Action.ShouldBe(isInForce ? SeccompAction.Allow : SeccompAction.Errno(1));

    [Theory]
    [InlineData("", false, false)]
    [InlineData("\"architectures\": [\"SCMP_ARCH_X86\"],", true, false)]
    [InlineData("\"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\", \"SCMP_ARCH_ARM\"],", false, true)]
    [InlineData("\"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\", \"SCMP_ARCH_X32\"]}],", true, true)]
    [InlineData("\"archMap\": [{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_ARM\"]}],", false, false)]
    public void Read_Architectures_OpenTheirAbis(string members, bool i386, bool x32)
    {
        var profile = Profile($$"""{ {{members}} "defaultAction": "SCMP_ACT_ALLOW" }""");
        profile.Open.ContainsKey(SeccompAbi.I386).ShouldBe(i386);
        profile.Open.ContainsKey(SeccompAbi.X32).ShouldBe(x32);
        profile.Decide(SeccompAbi.I386.Arch, 3, new ulong[6]).Action.ShouldBe(i386 ? SeccompAction.Allow : SeccompAction.Errno(38));
        ProgramProof.Check(profile, new Random(1));
    }

    [Fact]
    public void E39_Read_CallsNewerThanTheProfile_GiveEnosysWhereTheDefaultIsAnErrno()
    {
        const string Rules = "\"syscalls\": [{\"names\": [\"read\", \"faccessat2\"], \"action\": \"SCMP_ACT_ALLOW\"}]";
        var refusing = Profile($$"""{"defaultAction": "SCMP_ACT_ERRNO", {{Rules}}}""");
        refusing.Decide(SeccompAbi.X8664.Arch, 438, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(1));
        refusing.Decide(SeccompAbi.X8664.Arch, 440, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(38));
        // Whoever does not name openat has not overlooked it.
        Decide(Profile("""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}"""), "openat")
            .Action.ShouldBe(SeccompAction.Errno(1));
        Profile($$"""{"defaultAction": "SCMP_ACT_KILL", {{Rules}}}""").Decide(SeccompAbi.X8664.Arch, 440, new ulong[6]).Action.ShouldBe(SeccompAction.KillThread);
        Profile($$"""{"defaultAction": "SCMP_ACT_ALLOW", {{Rules}}}""").Decide(SeccompAbi.X8664.Arch, 440, new ulong[6]).Action.ShouldBe(SeccompAction.Allow);
    }

    [Fact]
    public void E15_Read_SocketcallBesideConditionsOnSocket_IsReported()
    {
        var reading = PolicyReader.Read("p",
            """
            {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86"], "syscalls": [
              {"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 38, "op": "SCMP_CMP_NE"}]},
              {"names": ["socketcall"], "action": "SCMP_ACT_ALLOW"}]}
            """);
        reading.Warnings.ShouldHaveSingleItem().Message.ShouldContain("socketcall");
        // Without socketcall's own rule the condition holds there too, as strictly as it can.
        var closed = Profile(
            """
            {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"], "syscalls": [
              {"names": ["socket"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "value": 38, "op": "SCMP_CMP_EQ"}]}]}
            """);
        closed.Decide(SeccompAbi.I386.Arch, 102, [1, 0, 0, 0, 0, 0]).Action.ShouldBe(SeccompAction.Errno(1));
        closed.Decide(SeccompAbi.I386.Arch, 102, [3, 0, 0, 0, 0, 0]).Action.ShouldBe(SeccompAction.Allow);
    }

    [Fact]
    public void Read_Flags_AreTheKernels() =>
        Profile("""{"defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"]}""")
            .Flags.ShouldBe(6u);

    [Theory]
    [InlineData("{", 1, 2, "no JSON")]
    [InlineData("[]", 1, 1, "must be an object")]
    [InlineData("{}", 1, 1, "defaultAction")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n \"defaultAction\": \"SCMP_ACT_KILL\"}", 2, 2, "given twice")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_MAYBE\"}", 1, 19, "SCMP_ACT_MAYBE")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_NOTIFY\"}", 1, 19, "process that answers")]
    [InlineData("{\"defaultAction\": 1}", 1, 19, "must be a string")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": -1}", 1, 56, "from 0 to 4095")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": \"/x\"}", 1, 53, "notifications")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_VAX\"]}", 1, 55, "SCMP_ARCH_VAX")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"frobnicate\"], \"action\": \"SCMP_ACT_KILL\"}]}", 1, 61, "syscalls[0].names[0] 'frobnicate'")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"]}]}", 1, 50, "syscalls[0] has no 'action'")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"action\": \"SCMP_ACT_KILL\"}]}", 1, 50, "no 'names'")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": {}}", 1, 49, "must be an array")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"args\": [{\"index\": 6, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]}]}", 1, 116, "from 0 to 5")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"args\": [{\"index\": 1, \"value\": 1, \"op\": \"==\"}]}]}", 1, 137, "no comparison")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"includes\": {\"caps\": [\"CAP_FLY\"]}}]}", 1, 119, "no capability")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"includes\": {\"arches\": [\"vax\"]}}]}", 1, 121, "no architecture")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": [\"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\"]}", 1, 47, "notifications")]
    [InlineData("{\"defaultAction\": \"SCMP_ACT_ALLOW\"} x", 1, 37, "no JSON")]
    [InlineData("{\"defaultAction\": \"\\ud800\"}", 1, 19, "no valid text")]
    public void E38_Read_BadProfile_IsRefusedWithItsPlace(string text, int line, int column, string says)
    {
        var reading = PolicyReader.Read("p", text);
        reading.Policy.ShouldBeNull();
        var error = reading.Errors.First();
        error.Message.ShouldContain(says);
        (error.Line, error.Column).ShouldBe((line, column), error.Message);
    }

    [Fact]
    public void Read_HugeOrDeepText_IsRefusedAtOnce()
    {
        PolicyReader.Read("p", new string('[', 1000)).Policy.ShouldBeNull();
        PolicyReader.Read("p", "{" + new string(' ', PolicyReader.MostCharacters)).Errors.Single().Message.ShouldContain("at most");
    }

    private static SeccompProfile Profile(string text)
    {
        var reading = PolicyReader.Read("p", text);
        reading.Policy.ShouldNotBeNull(string.Join('\n', reading.Problems));
        return reading.Policy.Resolve(Context);
    }

    private static Verdict Decide(SeccompProfile profile, string call, ulong first = 0, ulong second = 0) =>
        profile.Decide(SeccompAbi.X8664.Arch, (uint)SeccompAbi.X8664.Table.Numbers[call], [first, second, 0, 0, 0, 0]);
}
