using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

public sealed class CapVerbTests
{
    [Fact]
    public async Task SetGetVerifyRemove_OfAFile_Agree()
    {
        Assert.SkipUnless(Unistd.geteuid() == 0, "needs root: only it may give files capabilities");
        var file = Path.GetTempFileName();
        try
        {
            (await Tool.RunAsync("cap", "set", "cap_net_raw,cap_kill=ep", file)).ShouldBe((0, "", ""));
            (await Tool.RunAsync("cap", "get", file, "--format", "csv")).Out.ShouldBe($"file,capabilities,root_id\n{file},\"cap_kill,cap_net_raw=ep\",\n");
            (await Tool.RunAsync("cap", "set", "-v", "cap_kill,cap_net_raw=ep", file)).ShouldBe((0, $"{file}: OK\n", ""));
            (await Tool.RunAsync("cap", "set", "-v", "cap_kill=ep", file)).ShouldBe((1, $"{file}: differs: cap_kill,cap_net_raw=ep\n", ""));
            (await Tool.RunAsync("cap", "set", "-n", "100000", "cap_kill=p", file)).Code.ShouldBe(0);
            (await Tool.RunAsync("cap", "get", file, "--format", "csv")).Out.ShouldContain("cap_kill=p,100000");
            (await Tool.RunAsync("cap", "set", "-r", file)).Code.ShouldBe(0);
            (await Tool.RunAsync("cap", "get", "-r", file, "--format", "csv")).Out.ShouldBe("file,capabilities,root_id\n");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Set_LinkOrDirectory_Refused()
    {
        var link = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.CreateSymbolicLink(link, "/bin/true");
        try
        {
            var (code, _, error) = await Tool.RunAsync("cap", "set", "cap_kill=p", link);
            code.ShouldBe(1);
            error.ShouldContain("ELOOP");
            (await Tool.RunAsync("cap", "set", "cap_kill=p", "/tmp")).Error.ShouldContain("no regular file");
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Theory]
    [InlineData("cap_kill=e cap_chown=p", "either empty or all")]
    [InlineData("cap_fly=p", "'cap_fly' is no capability")]
    public async Task Set_ImpossibleCapabilities_Refused(string text, string says) =>
        (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("cap", "set", text, "/bin/true"))).Message.ShouldContain(says);

    [Fact]
    public async Task Show_ThisProcess_HasTheFiveSets()
    {
        var (code, output, _) = await Tool.RunAsync("cap", "show", "--format", "csv");
        code.ShouldBe(0);
        output.Split('\n').Select(line => line.Split(',')[0]).ShouldBe(["set", "effective", "permitted", "inheritable", "bounding", "ambient", ""]);
        (await Tool.RunAsync("cap", "show", "--decode", "0x21")).Out.ShouldBe("0x0000000000000021=cap_chown,cap_kill\n");
        (await Should.ThrowAsync<ProblemException>(() => Tool.RunAsync("cap", "show", "999999999"))).Problem.ExitCode.ShouldBe(127);
    }
}
