using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>Mixed fleets: what LXC's own commands started is there for programs on our library too.</summary>
public sealed class RealMonitorTests
{
    [Fact]
    public async Task Container_OfLxcStart_IsSeenEnteredAndStopped()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces and mounts need root");
        Assert.SkipUnless(File.Exists("/usr/bin/lxc-start") && File.Exists("/usr/lib/python3/dist-packages/lxc/__init__.py"), "lxc or python3-lxc is not installed");
        using var scratch = new Scratch();
        var path = scratch.Folder("lxc");
        var root = Busybox.Root(scratch, "lxc/real/rootfs");
        scratch.File("lxc/real/config", $"lxc.rootfs.path = dir:{root}\nlxc.uts.name = realhost\nlxc.net.0.type = empty\nlxc.mount.auto = proc:mixed\nlxc.apparmor.profile = unchanged\n");
        var started = await CProgram.RunAsync("/usr/bin/lxc-start", ["-P", path, "-n", "real", "-d", "-o", $"{scratch.Path}/log", "--", "/bin/sleep", "1000"]);
        Assert.SkipUnless(started.ExitCode == 0, $"LXC itself starts no container here: {started}");
        try
        {
            var run = await CProgram.RunAsync("/usr/bin/python3", [CProgram.Source("real.py"), path], CProgram.Ours, root: scratch.Folder("root"));
            run.ExitCode.ShouldBe(0, run.ToString());
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [
                "RUNNING True True ('real',)", "attach 3", "function 5", "stop True STOPPED -1",
            ]);
        }
        finally
        {
            await CProgram.RunAsync("/usr/bin/lxc-stop", ["-P", path, "-n", "real", "-k"]);
            // LXC leaves its groups where its monitor was told to stop by another than its own command.
            await CProgram.RunAsync("find", ["/sys/fs/cgroup", "-maxdepth", "2", "-type", "d", "-name", "lxc.*.real", "-exec", "rmdir", "{}", "+"]);
        }
    }
}
