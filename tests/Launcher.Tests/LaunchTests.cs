using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

public sealed class LaunchTests
{
    [Fact]
    public async Task Launch_True_EndsWithZero()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("true");

        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        answer.Failure.ShouldBeNull();
        answer.Process!.Pid.ShouldBeGreaterThan(1);
        var exit = await host.ExitOfAsync(launch.Id);
        exit.Status.Code.ShouldBe(0);
        exit.Attempt.ShouldBe(1);
    }
}
