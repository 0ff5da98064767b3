using Orchestrator.Formats.Lxc;

namespace Orchestrator.Formats.Tests.Lxc;

public sealed class LxcSettingsTests
{
    [Fact]
    public void Of_ListsGrowAndOtherKeysAreReplaced()
    {
        var settings = Of("lxc.cap.drop = a b", "lxc.uts.name = x", "lxc.cap.drop = c", "lxc.uts.name = y");

        settings.All("lxc.cap.drop").Select(item => item.Value).ShouldBe(["a b", "c"]);
        settings.Value("lxc.uts.name").ShouldBe("y");
        settings.Items.Count.ShouldBe(3);
    }

    [Fact]
    public void Of_AnEmptyValue_ClearsWhatCameBefore() =>
        Of("lxc.cap.drop = a", "lxc.cap.drop =", "lxc.cap.drop = b", "lxc.uts.name = x", "lxc.uts.name =").Items
            .Select(item => item.Value).ShouldBe(["b"]);

    [Fact]
    public void Of_AGroupsName_ClearsEverythingBelow()
    {
        var settings = Of(
            "lxc.net.0.type = veth", "lxc.net.0.flags = up", "lxc.net.1.type = empty", "lxc.net.10.type = empty", "lxc.net.1 =",
            "lxc.hook.mount = x", "lxc.hook =", "lxc.prlimit.nofile = 1", "lxc.prlimit.core = 2", "lxc.prlimit.nofile =",
            "lxc.cgroup2.devices.deny = a", "lxc.cgroup2.memory.max = 1", "lxc.cgroup2.devices.deny =");

        settings.Items.Select(item => item.Key).ShouldBe(
            ["lxc.net.0.type", "lxc.net.0.flags", "lxc.net.10.type", "lxc.prlimit.core", "lxc.cgroup2.memory.max"]);
    }

    [Fact]
    public void Of_AClearedKeyThatIsNoGroup_LeavesThoseWhoseNamesGoOnFromIt() =>
        Of("lxc.autodev.tmpfs.size = 1MB", "lxc.autodev = 0", "lxc.autodev =", "lxc.environment.hooks = A=b", "lxc.environment =").Items
            .Select(item => item.Key).ShouldBe(["lxc.autodev.tmpfs.size", "lxc.environment.hooks"]);

    [Fact]
    public void Write_WhatWasRead_ReadsTheSameAgain()
    {
        var items = LxcReader.ReadText(new MemoryLxcFiles(), "lxc.init.cmd = '\"a\"'\nlxc.init.cwd = \" b \"\nlxc.tty.dir=\n", "c").Items;

        var again = LxcReader.ReadText(new MemoryLxcFiles(), LxcWriter.Write(items), "c").Items;

        again.ShouldBe(items);
        items[0].Value.ShouldBe("\"a\"");
    }

    private static LxcSettings Of(params string[] lines) =>
        LxcSettings.Of(LxcReader.ReadText(new MemoryLxcFiles(), string.Join('\n', lines), "c").Items);
}
