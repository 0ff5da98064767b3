using System.Text.Json;
using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>Devices, mounts, interfaces and terminals of a container that runs, by the functions of C.</summary>
public sealed class HotplugTests
{
    [Theory]
    [InlineData("with ids of its own")]
    [InlineData("with ids that were chosen", "lxc.idmap", "u 0 100000 65536", "lxc.idmap", "g 0 100000 65536")]
    // A machine may lack this one itself, and what it lacks it cannot give.
    [InlineData("with the host's ids", "lxc.namespace.keep", "user", "lxc.cap.drop", "sys_resource")]
    public async Task Container_ThatRuns_GetsAndLosesThings_AndEachIsRecorded(string _, params string[] more)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces and mounts need root");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "the host has no /dev/fuse");
        using var scratch = new Scratch();
        var rootfs = Busybox.Root(scratch, "rootfs");
        foreach (var tool in (string[])["grep", "echo", "ln"])
            File.CreateSymbolicLink(Path.Combine(rootfs, "bin", tool), "busybox");
        foreach (var folder in (string[])["mnt", "etc", "tmp"])
            File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(rootfs, folder)).FullName, (UnixFileMode)0b111_111_111);
        var root = scratch.Folder("root");
        var program = await CProgram.CompileAsync(scratch, "hotplug");
        try
        {
            // Devices are made in a network namespace that is gone with the daemon, and none of the host's.
            var run = await CProgram.RunAsync("unshare", ["--net", program, scratch.Folder("lxc"), rootfs, .. more], CProgram.Ours, root: root);
            run.ExitCode.ShouldBe(0, run.ToString());
            run.Output.ShouldBe("all is well\n");
            await AssertRecordedAsync(root);
        }
        finally
        {
            await CProgram.RunAsync(Path.Combine(CProgram.Ours, "orch"), ["daemon", "--stop", "--with-containers"], root: root);
        }
    }

    private static async Task AssertRecordedAsync(string root)
    {
        var events = await CProgram.RunAsync(Path.Combine(CProgram.Ours, "orch"), ["events", "--since", "0", "--until", "0s", "--format", "json"], root: root);
        events.ExitCode.ShouldBe(0, events.ToString());
        var types = events.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()!).ToList();
        types.Count(type => type == "container-hotplugged").ShouldBe(14);
        types.Count(type => type == "container-hotplug-failed").ShouldBeGreaterThan(5);
        types.Count(type => type == "container-hotplug-requested")
            .ShouldBe(types.Count(type => type is "container-hotplugged" or "container-hotplug-failed"));
    }
}
