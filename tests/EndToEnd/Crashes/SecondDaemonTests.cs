using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

public sealed class SecondDaemonTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task V15_SecondDaemonOnOneRoot_IsRefusedNamesTheFirstAndChangesNothing()
    {
        (await root.Orch("run", "-d", "--name", "lives", "busybox", "sleep", "600")).Ok();
        var (daemon, launcher) = (await root.DaemonPid(), await root.LauncherPid());

        var second = await root.Tool(Path.Combine(Binaries.Directory, "orchd"), "--root", root.Path);

        second.ExitCode.ShouldBe(125, second.ToString());
        second.Error.ShouldContain($"{daemon}");
        (await root.DaemonPid()).ShouldBe(daemon);
        (await root.LauncherPid()).ShouldBe(launcher);
        (await root.State("lives")).ShouldBe("RUNNING");
        (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
    }
}
