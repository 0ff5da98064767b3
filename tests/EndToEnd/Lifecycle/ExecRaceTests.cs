using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lifecycle;

/// <summary>V13: an exec whose container ends under it, before, while and after it is started.</summary>
public sealed class ExecRaceTests
{
    [Theory]
    [InlineData("runtime.before-exec=delay(600)")]
    [InlineData("launcher.before-go=delay(600)@2")]
    [InlineData("runtime.after-exec=delay(600)")]
    public async Task V13_ContainerEndsWhileAnExecIsUnderWay_BothAreToldTheirEnd(string failpoints)
    {
        await using var root = new OrchRoot();
        (await root.StartWith(new() { ["ORCH_FAILPOINTS"] = failpoints }, "info").ResultAsync()).Ok();
        (await root.Orch("run", "-d", "--name", "short", "busybox", "sleep", "600")).Ok();

        await using var exec = root.Start("exec", "short", "sleep", "600");
        await Clock.Until("the exec is asked for", async () =>
            (await root.Events("short")).Any(view => view.GetProperty("type").GetString() == "container-exec-requested"));
        (await root.Orch("kill", "short")).Ok();

        // 137: it began, and was killed with its container.
        var told = await exec.ResultAsync(TimeSpan.FromSeconds(30));
        told.ExitCode.ShouldBeOneOf(125, 126, 137);
        if (told.ExitCode != 137)
            told.Error.ShouldNotBeNullOrEmpty();
        await Clock.Until("it has stopped", async () => await root.State("short") == "STOPPED");
        (await root.Inspect("short")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
        (await root.Orch("rm", "short")).Ok();
        (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
    }

    [Fact]
    public async Task V13_ExecsWhileTheContainerEnds_NoneHangsAndEachHasAnOutcome()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "short", "busybox", "sleep", "0.4")).Ok();
        var execs = new List<RunningCli>();
        for (var i = 0; i < 24; i++)
        {
            execs.Add(root.Start("exec", "short", "sh", "-c", "exit 7"));
            await Clock.Pass(TimeSpan.FromMilliseconds(30));
        }

        foreach (var exec in execs)
        {
            var told = await exec.ResultAsync(TimeSpan.FromSeconds(30));
            // 7: it ran to its end; 137: it was killed with the container; else it was refused with a reason.
            told.ExitCode.ShouldBeOneOf(7, 125, 126, 137);
            if (told.ExitCode is 125 or 126)
                told.Error.ShouldNotBeNullOrEmpty();
            await exec.DisposeAsync();
        }
        var types = (await root.Events("short")).Select(view => view.GetProperty("type").GetString()).ToLookup(type => type);
        (types["container-exec-started"].Count() + types["container-exec-failed"].Count())
            .ShouldBe(types["container-exec-requested"].Count());
    }
}
