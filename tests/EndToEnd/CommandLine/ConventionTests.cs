using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.CommandLine;

/// <summary>What scripts rely on: exit codes, streams, formats, signals.</summary>
public sealed class ConventionTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 1", 1)]
    [InlineData("exit 77", 77)]
    [InlineData("exit 255", 255)]
    public async Task Run_EndsWithThePayloadsCode(string script, int code) =>
        (await root.Orch("run", "busybox", "sh", "-c", script)).Expect(code);

    [Fact]
    public async Task Run_PayloadEndedBySignal_EndsWith128PlusSignal()
    {
        (await root.Orch("run", "-d", "--name", "tokill", "busybox", "sleep", "600")).Ok();
        (await root.Orch("kill", "tokill")).Ok();
        (await root.Orch("wait", "tokill")).Ok().Out.ShouldBe("137\n");
    }

    [Fact]
    public async Task Run_KeepsStdoutAndStderrApart()
    {
        var result = (await root.Orch("run", "busybox", "sh", "-c", "echo out; echo err >&2")).Ok();
        result.Out.ShouldBe("out\n");
        result.Error.ShouldBe("err\n");
    }

    [Fact]
    public async Task Run_ManyLines_NoneIsLost()
    {
        var result = (await root.Orch("run", "busybox", "seq", "1", "200000")).Ok();
        result.Lines.Length.ShouldBe(200_000);
        result.Lines[^1].ShouldBe("200000");
    }

    [Fact]
    public async Task Ps_EveryFormat_SaysTheSame()
    {
        (await root.Orch("run", "--name", "done", "-l", "tier=a,b", "busybox", "true")).Ok();
        (await root.Orch("ps", "-a", "--format", "json")).Ok().Json.EnumerateArray()
            .Count(c => c.GetProperty("name").GetString() == "done").ShouldBe(1);
        (await root.Orch("ps", "-a", "--format", "csv")).Ok().Lines.ShouldContain(line => line.StartsWith("done,"));
        (await root.Orch("ps", "-a", "--format", "yaml")).Ok().Out.ShouldContain("name: done");
        (await root.Orch("ps", "-a")).Ok().Out.ShouldContain("done");
        (await root.Orch("ps", "-a", "-q")).Ok().Lines.ShouldContain("done");
    }

    [Fact]
    public async Task Output_OffATerminal_HasNoEscapes()
    {
        foreach (var arguments in (string[][])[["ps", "-a"], ["--help"], ["info"], ["run", "busybox", "no-such-command"]])
        {
            var result = await root.Orch(arguments);
            result.Out.ShouldNotContain("\u001b");
            result.Error.ShouldNotContain("\u001b");
        }
    }

    [Fact]
    public async Task Output_OnATerminalWithNoColor_HasNoColours()
    {
        var plain = await OnTerminal(new() { ["NO_COLOR"] = "1", ["TERM"] = "xterm-256color" }, "ps -a");
        plain.Ok().Out.ShouldNotContain("\u001b[3");
    }

    [Fact]
    public async Task Run_CtrlC_EndsThePayload()
    {
        await using var run = root.Start("run", "--name", "ctrlc", "busybox", "sh", "-c", "trap 'echo caught; exit 9' INT TERM; echo ready; while :; do usleep 50000; done");
        await Clock.Until("it is ready", () => run.Out.Contains("ready"));
        run.Signal("INT");
        var result = await run.ResultAsync();
        result.ExitCode.ShouldBeOneOf(9, 130);
        await Clock.Until("the container has ended", async () => await root.State("ctrlc") == "STOPPED");
    }

    [Fact]
    public async Task BatchRun_CtrlC_EndsTheClientInTime()
    {
        var file = root.Write("c.yaml", "name: c\njobs:\n  - { name: s, image: busybox, command: [sleep, \"600\"] }\n");
        await using var run = root.Start("batch", "run", file);
        await Clock.Until("the job runs", async () =>
        {
            var show = await root.Orch("batch", "show", "c", "--format", "json");
            return show.ExitCode == 0 && show.Json.GetProperty("counts").GetProperty("running").GetInt32() == 1;
        });
        run.Signal("INT");
        (await run.ResultAsync(TimeSpan.FromSeconds(15))).ExitCode.ShouldBe(130);
        await root.Orch("batch", "cancel", "c");
    }

    [Fact]
    public async Task ClosedStdout_EndsQuietly()
    {
        var result = await root.Tool("/bin/sh", "-c", $"{Binaries.Orch} run busybox seq 1 500000 | head -n 1; {Binaries.Orch} ps -a >&-; echo $?");
        result.Lines[0].ShouldBe("1");
        result.Error.ShouldNotContain("   at ");
        result.Error.ShouldNotContain("Unhandled");
    }

    [Theory]
    [InlineData("bash", "complete")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c orch")]
    public async Task Completion_OfEveryShell_IsAScript(string shell, string word)
    {
        var script = (await root.Orch("completion", shell)).Ok().Out;
        script.ShouldContain(word);
        if (shell == "bash")
            (await root.Tool("/bin/bash", "-n", root.Write("completion.bash", script))).Ok();
    }

    [Fact]
    public async Task Version_AndHelp_NeedNoDaemon()
    {
        await using var other = new OrchRoot();
        (await other.Orch("version")).Ok().Out.ShouldContain("0.1");
        (await other.Orch("--help")).Ok().Out.ShouldContain("batch");
        (await other.Orch("run", "--help")).Ok().Out.ShouldContain("--memory");
        Directory.Exists(Path.Combine(other.Path, "run")).ShouldBeFalse();
    }

    [Fact]
    public async Task Host_WhereNobodyListens_EndsWithThree() =>
        (await root.Orch("ps", "--host", $"unix://{root.Folder}/nobody.sock")).Expect(3);

    // script(1) gives the command a terminal.
    private Task<CliResult> OnTerminal(Dictionary<string, string> variables, string words) =>
        root.ToolWith(variables, Clock.Long, "/usr/bin/script", "-qec", $"{Binaries.Orch} {words}", "/dev/null");
}
