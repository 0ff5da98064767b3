using System.Diagnostics;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>A label that cannot be set ends the launch: nothing runs without it.</summary>
public sealed class LabelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task E36_LabelOfAModuleThatIsNotThere_EndsTheLaunch(bool init)
    {
        Assert.SkipWhen(Directory.Exists("/sys/kernel/security/apparmor"), "AppArmor is there");
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec { RootfsPath = box.Image, Command = ["true"], Init = init }) with
        {
            Labels = new SecurityLabels { AppArmor = "some-profile" },
        };
        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        answer.Process.ShouldBeNull();
        answer.Failure.ShouldNotBeNull().Step.ShouldContain("security label");
    }

    [Fact]
    public async Task E07_FileSystemThatLooksLikeProc_EndsTheLaunch()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a mount namespace of its own needs root");
        // A launcher that sees a mount tree of its own, in which somebody has put files with the kernel's names.
        await using var host = await LauncherHost.StartAsync("exec /usr/bin/unshare -m --propagation private -- \"$launcher\" \"$@\"");
        var box = new Box(host);
        ResolvedLaunch Launch() => box.Launch(new ContainerSpec
        {
            RootfsPath = box.Image, Command = ["true"], Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host },
        });
        await Inside(host, "mount -t tmpfs none /proc && mkdir -p /proc/thread-self/attr/apparmor && touch /proc/thread-self/attr/apparmor/exec");
        var answer = await host.Connection.LaunchAsync(
            Launch() with { Labels = new SecurityLabels { AppArmor = "some-profile" } }, LauncherHost.Token());
        answer.Failure.ShouldNotBeNull().Message.ShouldContain("procfs_check");
        await Inside(host, "test ! -s /proc/thread-self/attr/apparmor/exec && umount /proc");
        // Part of a true procfs is no procfs either.
        await Inside(host, "mount --bind /proc/1 /proc");
        answer = await host.Connection.LaunchAsync(
            Launch() with { Labels = new SecurityLabels { Process = "some:label:of:s0" } }, LauncherHost.Token());
        answer.Failure.ShouldNotBeNull().Message.ShouldContain("procfs_check");
        await Inside(host, "umount /proc");
    }

    private static async Task Inside(LauncherHost host, string script)
    {
        using var process = Process.Start(
            "nsenter", ["-t", $"{host.Connection.LauncherPid}", "-m", "--", "/bin/sh", "-c", script]);
        await process.WaitForExitAsync(LauncherHost.Token());
        process.ExitCode.ShouldBe(0, script);
    }
}
