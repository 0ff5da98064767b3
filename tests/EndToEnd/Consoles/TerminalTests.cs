using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Consoles;

/// <summary>A person at a terminal: run -it, attach, console.</summary>
public sealed class TerminalTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Run_AtATerminal_IsUsedAsAShellIs()
    {
        await using var shell = TerminalCli.Start(root, "run --rm -it busybox sh");
        await shell.TypeAsync("stty size; echo $TERM\n");
        await shell.SeeAsync("24 80\r\nvt100");

        await shell.ResizeAsync(40, 120);
        await shell.TypeAsync("sh -c 'echo in\"\"side; exec sleep 600'\n");
        await shell.SeeAsync("inside");
        await shell.TypeAsync("\u0003");
        // What is typed before the prompt is there may be flushed by the interrupt (termios(3), NOFLSH).
        await shell.SeeAsync("^C\r\n/ # ");
        await shell.TypeAsync("echo code=$?; stty size\n");
        await shell.SeeAsync("code=130\r\n40 120");

        await shell.TypeAsync("exit 9\n");
        (await shell.ExitAsync()).ShouldBe(9);
    }

    [Fact]
    public async Task Detach_ThenAttach_TheShellIsTheSame()
    {
        await using (var first = TerminalCli.Start(root, "run --name same -it busybox sh"))
        {
            await first.TypeAsync("mark=kept; echo re''ady\n");
            await first.SeeAsync("ready");
            await first.TypeAsync("\u0010\u0011");
            (await first.ExitAsync()).ShouldBe(0);
            first.Screen.ShouldContain("orch attach same comes back to it");
        }
        (await root.State("same")).ShouldBe("RUNNING");

        await using var second = TerminalCli.Start(root, "attach --detach-keys ctrl-x,x same");
        await second.SeeAsync("# ");
        await using var watcher = TerminalCli.Start(root, "attach --no-stdin same");
        await watcher.SeeAsync("# ");
        await second.TypeAsync("echo \"<$mark>\"\n");
        await second.SeeAsync("<kept>");
        await watcher.SeeAsync("<kept>");
        await second.TypeAsync("\u0018x");
        (await second.ExitAsync()).ShouldBe(0);
        (await root.Events("same")).Count(e => e.GetProperty("type").GetString() == "container-console-opened").ShouldBe(3);

        (await root.Orch("kill", "same")).Ok();
        (await watcher.ExitAsync()).ShouldBe(137);
    }

    [Fact]
    public async Task Start_Attached_JoinsFromTheBeginningEachTime()
    {
        (await root.Orch("create", "--name", "told", "busybox", "sh", "-c", "echo out; echo error >&2; exit 3")).Ok();
        for (var time = 0; time < 2; time++)
        {
            var told = await root.Orch("start", "-a", "told");
            (told.ExitCode, told.Out, told.Error).ShouldBe((3, "out\n", "error\n"));
        }
        (await root.Orch("create", "--name", "shell", "--tty", "-i", "busybox", "sh", "-c", "echo wel''come; exec sh")).Ok();
        await using var shell = TerminalCli.Start(root, "start --attach shell");
        await shell.SeeAsync("welcome");
        await shell.TypeAsync("exit 7\n");
        (await shell.ExitAsync()).ShouldBe(7);
        (await root.Orch("start", "-a", "told", "shell")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task KillOfTheDaemon_WhileAttached_TheTerminalGoesOn()
    {
        await using var own = new OrchRoot();
        await using var shell = TerminalCli.Start(own, "run --name lives -it busybox sh");
        await shell.TypeAsync("echo re''ady\n");
        await shell.SeeAsync("ready");

        await OrchRoot.KillAsync(await own.DaemonPid());
        await shell.TypeAsync("echo wit''hout\n");
        await shell.SeeAsync("without");

        // The launcher too; the next command starts both again.
        await OrchRoot.KillAsync(await own.LauncherPid());
        await shell.TypeAsync("echo bo''th\n");
        await shell.SeeAsync("both");
        await using var second = TerminalCli.Start(own, "attach lives");
        await second.SeeAsync("# ");
        await second.TypeAsync("echo sec''ond\n");
        await shell.SeeAsync("second");

        await shell.TypeAsync("exit 0\n");
        await shell.ExitAsync();
    }

    [Fact]
    public async Task Console_OfATty_IsLeftByItsEscape()
    {
        (await root.Orch("run", "-d", "--name", "ttys", "--ttys", "2", "busybox", "sh", "-c",
            "for t in 1 2; do setsid sh -c \"exec sh </dev/tty$t >/dev/tty$t 2>&1\" & done; wait")).Ok();

        await using var one = TerminalCli.Start(root, "console ttys -t 1");
        await one.TypeAsync("echo on''e\n");
        await one.SeeAsync("one");
        await using var next = TerminalCli.Start(root, "console ttys --tty=-1");
        await next.SeeAsync("tty2 of ttys");
        await one.TypeAsync("\u0001\u0001");
        await one.TypeAsync("\u0001q");

        (await one.ExitAsync()).ShouldBe(0);
        (await root.Orch("console", "ttys", "-t", "7")).Expect(125).Error.ShouldContain("has no tty7; it has 2");
        (await root.Orch("rm", "-f", "ttys")).Ok();
    }

    [Fact]
    public async Task Stdin_OfAPipe_ReachesThePayloadAndEnds()
    {
        var piped = await root.Tool("/bin/sh", "-c", $"printf 'a\\nb\\n' | {Binaries.Orch} run --rm -i busybox sh -c 'wc -l; echo err >&2; exit 3'");

        (piped.ExitCode, piped.Out, piped.Error).ShouldBe((3, "2\n", "err\n"), piped.ToString());
    }

    [Fact]
    public async Task Output_OfAShortRunAtATerminal_IsWhole()
    {
        var run = await root.Orch("run", "--rm", "-t", "busybox", "sh", "-c", "seq 1 20000");

        run.Ok().Out.ShouldBe(string.Concat(Enumerable.Range(1, 20000).Select(number => $"{number}\r\n")));
    }

    [Fact]
    public async Task Attach_WhereNothingIs_SaysWhatToDo()
    {
        (await root.Orch("run", "-d", "--name", "plain", "busybox", "sleep", "600")).Ok();
        (await root.Orch("create", "--name", "still", "--tty", "-i", "busybox", "sh")).Ok();

        (await root.Orch("console", "plain")).Expect(125).Error.ShouldContain("plain has no console");
        (await root.Orch("attach", "still")).Expect(125).Error.ShouldContain("orch start still");
        (await root.Orch("console", "still")).Expect(125).Error.ShouldContain("does not run");
        (await root.Orch("rm", "-f", "plain", "still")).Ok();
    }

    [Fact]
    public async Task Console_OfAnLxcConfiguration_IsAsItSays()
    {
        var log = Path.Combine(root.Folder, "console.log");
        var config = root.Write("ttys.conf", $"""
            lxc.uts.name = ttys
            lxc.init.cmd = /bin/sh -c "echo $container_ttys; ls -d /dev/lxc/tty2; read line"
            lxc.mount.auto = proc:mixed sys:ro
            lxc.tty.max = 2
            lxc.tty.dir = lxc
            lxc.pty.max = 8
            lxc.console.logfile = {log}
            lxc.console.size = 8K
            lxc.console.rotate = 1
            lxc.console.buffer.size = auto
            """);
        (await root.Orch("run", "-d", "--image", "busybox", "--config", config, "lxcttys")).Ok();

        await Clock.Until("the console has said it", async () =>
            (await root.Orch("console", "lxcttys", "--show-log")).Ok().Out.Contains("/dev/lxc/tty2", StringComparison.Ordinal));

        (await File.ReadAllTextAsync(log)).ShouldContain("pts/1 pts/2\r\n/dev/lxc/tty2\r\n");
        (await root.Orch("console", "lxcttys", "--rotate", "--clear")).Ok();
        File.Exists(log + ".1").ShouldBeTrue();
        (await root.Orch("console", "lxcttys", "--show-log")).Ok().Out.ShouldBe("");
        (await root.Orch("logs", "lxcttys")).Ok().Out.ShouldContain("pts/1 pts/2");
        (await root.Orch("rm", "-f", "lxcttys")).Ok();
    }
}
