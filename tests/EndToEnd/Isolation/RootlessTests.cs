using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>The daemon of an ordinary user: what works, what is refused and with what words.</summary>
public sealed class RootlessTests
{
    [Fact]
    public async Task Run_AnOrdinaryUser_GetsContainersWithTheirIds()
    {
        await using var user = await RootlessUser.MakeAsync();

        var inside = (await user.Orch("run", "busybox", "sh", "-c", "id -u; cat /proc/self/uid_map; touch /made && stat -c %u /made")).Ok();
        inside.Lines[0].ShouldBe("0");
        inside.Lines[^1].ShouldBe("0");
        (await user.Orch("run", "-u", "33:33", "busybox", "id", "-u")).Ok().Out.Trim().ShouldBe("33");
        (await user.Orch("run", "-d", "--name", "long", "--stop-signal", "KILL", "busybox", "sleep", "600")).Ok();
        (await user.Orch("exec", "-u", "1000", "long", "id", "-u")).Ok().Out.Trim().ShouldBe("1000");

        var info = (await user.Orch("info", "--format", "json")).Ok().Json.GetProperty("rootless");
        info.GetProperty("uid").GetUInt32().ShouldBe(RootlessUser.Uid);
        info.GetProperty("ids").GetUInt32().ShouldBe(65_537u);
        // Nothing of it is root's outside.
        var pid = (await user.Orch("inspect", "long", "--format", "json")).Ok().Json.GetProperty("pid").GetInt32();
        Processes.Status(pid, "Uid")!.Split('\t')[0].ShouldBe($"{RootlessUser.Uid}");
        (await user.Orch("stop", "-t", "1", "long")).Ok();
    }

    [Fact]
    public async Task Kill9_OfDaemonLauncherAndBoth_TheContainerGoesOnAndIsUsedAgain()
    {
        await using var user = await RootlessUser.MakeAsync();
        (await user.Orch("run", "-d", "--name", "c", "--stop-signal", "KILL", "busybox", "sleep", "600")).Ok();
        foreach (var victims in (string[][])[["daemonPid"], ["launcherPid"], ["daemonPid", "launcherPid"]])
        {
            var info = (await user.Orch("info", "--format", "json")).Ok().Json;
            foreach (var victim in victims)
                await OrchRoot.KillAsync(info.GetProperty(victim).GetInt32());
            (await user.Orch("exec", "c", "echo", "here")).Ok().Out.ShouldBe("here\n", string.Join(' ', victims));
        }
        (await user.Orch("kill", "c")).Ok();
        (await user.Orch("wait", "c")).Out.Trim().ShouldBe("137");
    }

    [Fact]
    public async Task Batch_WithOutput_IsOwnedByTheUser()
    {
        await using var user = await RootlessUser.MakeAsync();
        var file = user.Root.Write("batch.yaml", """
            name: b
            jobs:
              - { name: j, count: 4, image: busybox, command: [sh, -c, "echo {index} >/out/{index}"], output: { target: /out, dest: results } }
            """);
        (await user.Orch("batch", "run", file)).Ok();
        var owners = (await user.Root.Tool("/usr/bin/stat", "-c", "%u", Path.Combine(user.Root.Folder, "results", "3"))).Ok();
        owners.Out.Trim().ShouldBe($"{RootlessUser.Uid}");
        (await user.Orch("run", "-u", "5", "--mount", $"type=output,source={user.Root.Folder},target=/o", "busybox", "true"))
            .ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task LimitsAndFreeze_WithoutACgroup_AreRefusedWithTheReason()
    {
        await using var user = await RootlessUser.MakeAsync();
        (await user.Orch("run", "-d", "--name", "c", "--stop-signal", "KILL", "busybox", "sleep", "600")).Ok();
        foreach (var words in (string[][])[["run", "--memory", "64M", "busybox", "true"], ["freeze", "c"], ["update", "--pids", "9", "c"]])
        {
            var refused = (await user.Orch(words)).Expect(125);
            refused.Error.ShouldContain("no cgroup was given to this user");
            refused.Error.ShouldContain("Delegate=yes");
        }
        (await user.Orch("run", "--userns", "host", "busybox", "true")).Ok();
    }

    [Fact]
    public async Task DelegatedCgroup_GivesLimitsFreezeAndAccounting()
    {
        await using var user = await RootlessUser.MakeAsync();
        await user.DelegateAsync();
        (await user.Orch("run", "--memory", "16M", "--name", "hog", "busybox", "sh", "-c", "x=$(head -c 100000000 /dev/zero | tr '\\0' a)"))
            .Expect(137);
        (await user.Orch("inspect", "hog", "--format", "json")).Ok().Json.GetProperty("exit").GetProperty("oom").GetBoolean().ShouldBeTrue();
        (await user.Orch("run", "-d", "--name", "c", "--stop-signal", "KILL", "--pids", "20", "busybox", "sh", "-c", "while :; do :; done")).Ok();
        (await user.Orch("freeze", "c")).Ok();
        var pid = (await user.Orch("inspect", "c", "--format", "json")).Ok().Json.GetProperty("pid").GetInt32();
        KernelFreezer.IsFrozen(pid).ShouldBeTrue();
        (await user.Orch("thaw", "c")).Ok();
        (await user.Orch("inspect", "hog", "--format", "json")).Ok().Json.GetProperty("usage").GetProperty("cpuUsec").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Socket_ForAnotherUser_CannotBeReached()
    {
        await using var user = await RootlessUser.MakeAsync();
        (await user.Orch("info")).Ok();
        var stranger = await user.As(RootlessUser.Uid + 1, [], Binaries.Orch, "ps");
        stranger.ExitCode.ShouldBe(3, stranger.ToString());
        var knocked = await user.As(RootlessUser.Uid + 1, [], "/bin/sh", "-c", $"test -w {user.Root.Path}/run/orch.sock");
        knocked.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task NoRanges_OneIdIsMapped_AndMoreIsRefused()
    {
        await using var user = await RootlessUser.MakeAsync(ranges: false);
        (await user.Orch("run", "busybox", "sh", "-c", "touch /x && id -u")).Ok().Out.Trim().ShouldBe("0");
        (await user.Orch("run", "-u", "33", "busybox", "true")).Expect(125).Error.ShouldContain("the ids 0 to 0");
        (await user.Orch("info", "--format", "json")).Ok().Json.GetProperty("rootless").GetProperty("missing").EnumerateArray()
            .Select(text => text.GetString()).ShouldContain(text => text!.Contains("usermod"));
    }

    [Fact]
    public async Task OneOfTheTwoFiles_WithoutARange_IsRefusedAtStart()
    {
        await using var user = await RootlessUser.MakeAsync(ranges: false);
        user.Give("subuid", "orchtest", 1_900_000_000, 65_536);
        var refused = (await user.Orch("run", "busybox", "true")).Expect(3);
        refused.Error.ShouldContain("/etc/subgid has none");
        refused.Error.ShouldContain("usermod");
    }

    [Fact]
    public async Task Folders_WithoutARoot_AreThoseOfXdg()
    {
        await using var user = await RootlessUser.MakeAsync();
        var runtime = Path.Combine(user.Home, "runtime");
        (await user.Run("/bin/mkdir", "-m", "700", runtime)).Ok();
        var own = new Dictionary<string, string> { ["ORCH_ROOT"] = "", ["XDG_RUNTIME_DIR"] = runtime };
        var info = (await user.OrchWith(own, "info", "--format", "json")).Ok().Json;
        info.GetProperty("root").GetString().ShouldBe($"{user.Home}/.local/share/orch");
        File.Exists($"{runtime}/orch/orch.sock").ShouldBeTrue();
        (await user.OrchWith(own, "daemon", "--stop", "--with-containers")).Ok();
    }
}
