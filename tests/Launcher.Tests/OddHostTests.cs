using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>Launchers whose own surroundings are not what they should be.</summary>
public sealed class OddHostTests
{
    private const int WrongDevice = 6;

    [Theory]
    [InlineData("mount --bind /dev/zero /dev/null")]
    [InlineData("mount --bind /etc/hostname /dev/null")]
    public async Task E08_NullOfTheHostIsAnother_NothingIsMaskedWithIt(string make)
    {
        await using var host = await LauncherHost.StartAsync($"exec unshare -m --propagation private sh -c '{make} && exec \"$0\" \"$@\"' \"$launcher\" \"$@\"");
        var box = new Box(host);
        await File.WriteAllTextAsync(Path.Combine(box.Image, "etc", "hosts"), "127.0.0.1 localhost\n");

        var nodes = await host.Connection.LaunchAsync(box.Launch("true"), LauncherHost.Token());
        // No view of /dev that is known: no node is bound before the mask is.
        var masks = await host.Connection.LaunchAsync(
            box.Launch(new ContainerSpec { Command = ["true"], Tree = new TreeSpec { Dev = DevView.NodesOnly + 1, Masked = ["/etc/hosts"] } }), LauncherHost.Token());

        (nodes.Failure!.Step, nodes.Failure.Errno).ShouldBe(("bind device null", WrongDevice));
        (masks.Failure!.Step, masks.Failure.Errno).ShouldBe(("mask /etc/hosts", WrongDevice));
    }

    [Fact]
    public async Task E24_GroupsOfTheLauncher_AreNotThoseOfThePayload()
    {
        await using var host = await LauncherHost.StartAsync("exec setpriv --groups 4242,4243 \"$launcher\" \"$@\"");
        var box = new Box(host);
        (await File.ReadAllTextAsync($"/proc/{host.Connection.LauncherPid}/status")).ShouldContain("Groups:\t4242 4243");

        foreach (var user in (UserNamespaceMode[])[UserNamespaceMode.Private, UserNamespaceMode.Host])
        {
            var launch = box.Launch(new ContainerSpec
            {
                Command = ["sh", "-c", "grep Groups /proc/self/status"], Namespaces = new NamespaceSpec { User = user },
            });
            (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
            (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(0));
            box.Output(launch).Trim().ShouldBe("Groups:");

            var sleeper = box.Launch(new ContainerSpec { Command = ["sleep", "60"], Namespaces = new NamespaceSpec { User = user } });
            (await host.Connection.LaunchAsync(sleeper, LauncherHost.Token())).Failure.ShouldBeNull();
            using (var output = File.OpenHandle(box.OutputPath(sleeper.Id) + ".exec", FileMode.Create, FileAccess.Write))
            {
                var exec = Box.Exec(sleeper, output, "sh", "-c", "grep Groups /proc/self/status");
                (await host.Connection.ExecAsync(exec, LauncherHost.Token())).Failure.ShouldBeNull();
                await host.ExitOfAsync(exec.ExecId);
            }
            (await File.ReadAllTextAsync(box.OutputPath(sleeper.Id) + ".exec")).Trim().ShouldBe("Groups:");
            await host.Connection.SignalAsync(sleeper.Id, 1, 9, LauncherHost.Token());
            await host.ExitOfAsync(sleeper.Id);
        }
    }
}
