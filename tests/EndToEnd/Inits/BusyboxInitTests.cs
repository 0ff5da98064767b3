using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Inits;

/// <summary>Busybox's init with LXC's inittab: known by its link, ended by its own signals.</summary>
public sealed class BusyboxInitTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task BusyboxInit_StopsRestartsAndReboots()
    {
        var image = MakeRoot();
        (await root.Orch("run", "-d", "--name", "box", "--rootfs", image, "--ttys", "1", "--", "/sbin/init")).Ok();
        await SaysAsync("booted", 1);
        await using var shell = TerminalCli.Start(root, "console box -t 1");
        await shell.TypeAsync("\necho log''in\n");
        await shell.SeeAsync("login");

        (await root.Orch("restart", "box")).Ok();
        await SaysAsync("booted", 2);
        (await root.Inspect("box")).GetProperty("reboots").GetInt32().ShouldBe(0);
        await root.Orch("exec", "box", "reboot");
        await SaysAsync("booted", 3);
        (await root.Inspect("box")).GetProperty("reboots").GetInt32().ShouldBe(1);
        (await root.Orch("stop", "box")).Ok();

        (await root.Inspect("box")).GetProperty("exit").GetProperty("system").GetString().ShouldBe("halt");
        await SaysAsync("last words", 3);
        (await root.Orch("rm", "box")).Ok();
    }

    [Fact]
    public async Task Reboot_FromTheAttachedTerminal_ItGoesOnThere()
    {
        var image = MakeRoot();
        await using var terminal = TerminalCli.Start(root, $"run -it --name again --rootfs {image} -- /sbin/init");
        await terminal.SeeAsync("Please press Enter");
        await terminal.TypeAsync("\necho be''fore\n");
        await terminal.SeeAsync("before");
        await terminal.TypeAsync("reboot\n");
        await Clock.Until("it has booted twice on this terminal", () => terminal.Screen.Split("Please press Enter").Length - 1 == 2);

        await terminal.TypeAsync("\necho af''ter\n");
        await terminal.SeeAsync("after");
        (await root.Inspect("again")).GetProperty("reboots").GetInt32().ShouldBe(1);
        await terminal.TypeAsync("poweroff\n");

        (await terminal.ExitAsync()).ShouldBe(0);
        (await root.Inspect("again")).GetProperty("exit").GetProperty("system").GetString().ShouldBe("halt");
        (await root.Orch("rm", "again")).Ok();
    }

    private Task SaysAsync(string text, int times) => Clock.Until($"'{text}' was said {times} times", async () =>
        (await root.Orch("logs", "box")).Ok().Out.Split(text).Length - 1 == times);

    private string MakeRoot()
    {
        var path = Path.Combine(root.Folder, $"boxroot-{Guid.NewGuid():N}");
        foreach (var folder in (string[])["bin", "sbin", "etc/init.d", "proc", "sys", "dev", "root", "tmp"])
            Directory.CreateDirectory(Path.Combine(path, folder));
        File.Copy("/bin/busybox", Path.Combine(path, "bin/busybox"));
        File.CreateSymbolicLink(Path.Combine(path, "sbin/init"), "../bin/busybox");
        foreach (var applet in (string[])["sh", "echo", "reboot", "poweroff", "getty", "askfirst"])
            File.CreateSymbolicLink(Path.Combine(path, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(path, "etc/inittab"), """
            ::sysinit:/bin/echo booted
            tty1::respawn:/bin/sh
            console::askfirst:/bin/sh
            ::shutdown:/bin/echo last words

            """);
        return path;
    }
}
