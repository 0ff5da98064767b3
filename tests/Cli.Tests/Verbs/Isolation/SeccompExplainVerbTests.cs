using System.Text.Json;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

public sealed class SeccompExplainVerbTests
{
    [Fact]
    public async Task Run_DefaultProfile_SaysForEachAbiWhatHappensAndWhy()
    {
        var (code, output, _) = await Tool.RunAsync("seccomp", "explain", "default", "socket", "read", "mount");
        code.ShouldBe(0);
        var lines = output.Split('\n').Select(line => string.Join('|', line.Split("   ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))).ToArray();
        lines[0].ShouldBe("SYSCALL|ARCH|NUMBER|WHEN|ACTION|LINE|DECIDED BY");
        lines.ShouldContain("socket|x86_64|41|(arg0 & 0xffffffff) == 0x26|EAFNOSUPPORT|-|built in: no AF_ALG");
        lines.ShouldContain("socket|x86_64|41|otherwise|allow|-|built in: on the allowlist");
        lines.ShouldContain("socket|x86|359|always|ENOSYS|-|this ABI is closed: the profile does not open it");
        lines.ShouldContain("mount|x86_64|165|always|EPERM|-|built in: opens with CAP_SYS_ADMIN");
    }

    [Fact]
    public async Task Run_WithCapabilityAndOpenedAbi_FollowsThem()
    {
        var (_, output, _) = await Tool.RunAsync(
            "seccomp", "explain", "default", "mount", "socket", "--cap-add", "SYS_ADMIN", "--open", "x86", "--arch", "x86", "--format", "json");
        using var json = JsonDocument.Parse(output);
        var rows = json.RootElement.EnumerateArray().Select(row =>
            $"{row.GetProperty("syscall")} {row.GetProperty("number")} {row.GetProperty("when")} {row.GetProperty("action")}").ToArray();
        rows.ShouldContain("mount 21 always allow");
        rows.ShouldContain("socket 102 through socketcall EAFNOSUPPORT");
    }

    [Fact]
    public async Task Run_File_NamesTheLineThatDecides()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "2\nallowlist errno 38\n[all]\nread\nsocket errno 97 [0,38,==]\nfrobnicate\n", TestContext.Current.CancellationToken);
            var (code, output, error) = await Tool.RunAsync("seccomp", "explain", file, "read", "socket", "3", "--arch", "x86_64", "--format", "csv");
            code.ShouldBe(0);
            output.Split('\n').ShouldBe([
                "syscall,arch,number,when,action,line,decided_by",
                "read,x86_64,0,always,allow,4,read",
                "socket,x86_64,41,arg0 == 0x26,EAFNOSUPPORT,5,\"socket errno 97 [0,38,==]\"",
                "socket,x86_64,41,otherwise,ENOSYS,2,allowlist errno 38",
                "close,x86_64,3,always,ENOSYS,2,allowlist errno 38",
                "",
            ]);
            error.ShouldContain("line 6, column 1: 'frobnicate'");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Run_WithoutCalls_CountsEveryCallOfEachAbiOnce()
    {
        var (_, output, _) = await Tool.RunAsync("seccomp", "explain", "default", "--format", "json");
        using var json = JsonDocument.Parse(output);
        var groups = json.RootElement.EnumerateArray().ToArray();
        int Count(string abi) => groups.Where(g => g.GetProperty("abi").GetString() == abi && g.GetProperty("syscalls")[0].GetString()![0] != '(')
            .Sum(g => g.GetProperty("count").GetInt32());
        Count("x86_64").ShouldBe(383);
        Count("x86").ShouldBe(459);
        Count("x32").ShouldBe(371);
        groups.ShouldContain(g => g.GetProperty("abi").GetString() == "x86_64" && g.GetProperty("action").GetString() == "by arguments");
    }

    [Theory]
    [InlineData("reed", "'reed' is no system call; did you mean read?")]
    [InlineData("xyzzyxyzzy", "'xyzzyxyzzy' is no system call")]
    public async Task Run_UnknownCall_Refused(string name, string message) =>
        (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("seccomp", "explain", "default", name))).Message.ShouldBe(message);

    [Fact]
    public async Task Run_UnknownProfileWithoutDaemon_SaysWhatToGive() =>
        (await Should.ThrowAsync<ProblemException>(() => Tool.RunAsync("seccomp", "explain", "web"))).Problem.Title.ShouldBe("There is no profile 'web'");

    [Fact]
    public async Task E38_Run_BadFile_RefusedWithEachPlace()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["frob"], "action": "X"}]}""", TestContext.Current.CancellationToken);
            var message = (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("seccomp", "explain", file))).Message;
            message.ShouldContain("syscalls[0].names[0] 'frob' is no system call");
            message.ShouldContain("syscalls[0].action 'X' is no action");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
