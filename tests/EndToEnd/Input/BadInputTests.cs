using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Input;

/// <summary>Wrong input gets one clear error, the right exit code, and changes nothing.</summary>
public sealed class BadInputTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Theory]
    [InlineData("name: x\njobs:\n  - name: a\n    image: busybox\n    comand: [\"true\"]\n", 5, "comand")]
    [InlineData("name: x\njobs:\n  - name: a\n    image: busybox\n    command: [\"true\"]\n    retries: many\n", 6, "retries")]
    [InlineData("name: x\nconcurrency: 0\njobs:\n  - { name: a, image: busybox, command: [\"true\"] }\n", 2, "concurrency")]
    [InlineData("name: x\njobs:\n  - { name: a, image: busybox, command: [\"true\"], memory: lots }\n", 3, "memory")]
    [InlineData("name: x\njobs:\n  - { name: a, image: busybox, command: [\"true\"], afterOk: [b] }\n", 3, "b")]
    [InlineData("name: x\njobs: [\n", 3, "")]
    public async Task BatchRun_BadFile_NamesFileAndLineAndRunsNothing(string text, int line, string word)
    {
        var file = root.Write("bad.yaml", text);
        var result = await root.Orch("batch", "run", file);

        result.Expect(2);
        result.Out.ShouldBe("");
        result.Error.ShouldContain($"bad.yaml:{line}:");
        result.Error.ShouldContain(word);
        (await root.Orch("batch", "ls", "--format", "json")).Ok().Json.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task BatchRun_NoSuchFile_SaysSo()
    {
        var result = (await root.Orch("batch", "run", "/nowhere/at-all.yaml")).Expect(2);
        result.Error.ShouldContain("/nowhere/at-all.yaml");
    }

    [Theory]
    [InlineData(125, "nosuchimage", "run", "nosuchimage", "true")]
    [InlineData(127, "no-such-command", "run", "busybox", "no-such-command")]
    [InlineData(126, "/etc", "run", "busybox", "/etc")]
    [InlineData(125, "no-such-user", "run", "-u", "no-such-user", "busybox", "true")]
    [InlineData(125, "/no/such/source", "run", "-v", "/no/such/source:/x", "busybox", "true")]
    [InlineData(125, "FLY", "run", "--cap-add", "FLY", "busybox", "true")]
    [InlineData(2, "memory", "run", "--memory", "lots", "busybox", "true")]
    [InlineData(2, "--memori", "run", "--memori", "1G", "busybox", "true")]
    [InlineData(2, "sart", "sart", "x")]
    [InlineData(2, "IMAGE", "run")]
    [InlineData(2, "name", "run", "--name", "../x", "busybox", "true")]
    public async Task Command_ThatCannotBeDone_EndsWithItsCodeAndNamesTheCulprit(int code, string word, params string[] arguments)
    {
        var result = (await root.Orch(arguments)).Expect(code);
        result.Error.ShouldContain(word);
        result.Out.ShouldBe("");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(4, result.Error);
        result.Error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("--memory", "1K")]
    [InlineData("--memory", "900T")]
    [InlineData("--cpus", "5000")]
    public async Task Run_ImpossibleLimit_IsRefusedBeforeAnythingStarts(string option, string value)
    {
        var result = await root.Orch("run", "--name", "impossible", option, value, "busybox", "true");
        result.ExitCode.ShouldBe(125, result.ToString());
        result.Error.ShouldContain("limit");
        (await root.Orch("ps", "-a", "-q")).Ok().Lines.ShouldNotContain("impossible");
    }

    [Fact]
    public async Task Create_NameThatIsTaken_IsRefusedAndTheFirstStays()
    {
        (await root.Orch("create", "--name", "taken", "busybox", "true")).Ok();
        var id = (await root.Inspect("taken")).GetProperty("id").GetString();
        var second = (await root.Orch("create", "--name", "taken", "busybox", "false")).Expect(125);
        second.Error.ShouldContain("taken");
        (await root.Inspect("taken")).GetProperty("id").GetString().ShouldBe(id);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("kill")]
    [InlineData("rm")]
    [InlineData("inspect")]
    [InlineData("logs")]
    [InlineData("wait")]
    [InlineData("freeze")]
    [InlineData("thaw")]
    public async Task Verb_OnAContainerThatIsNotThere_SaysWhich(string verb)
    {
        var result = await root.Orch(verb, "ghost");
        result.ExitCode.ShouldBeOneOf(125, 127);
        result.Error.ShouldContain("ghost");
    }

    [Fact]
    public async Task Daemon_SecondOnOneRoot_IsRefusedAndTheFirstGoesOn()
    {
        var pid = await root.DaemonPid();
        var second = await root.Tool(Path.Combine(Binaries.Directory, "orchd"), "--root", root.Path);
        second.ExitCode.ShouldNotBe(0);
        second.Error.ShouldContain(root.Path);
        (await root.DaemonPid()).ShouldBe(pid);
    }
}
