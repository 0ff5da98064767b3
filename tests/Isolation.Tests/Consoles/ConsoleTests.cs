using Orchestrator.Consoles;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Consoles;

/// <summary>The terminals of a container and the process that holds them, on the real kernel.</summary>
public sealed class ConsoleTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task Terminal_IsThePayloadsStdioAndItsConsole()
    {
        var running = await StartAsync("tty; ls -l /dev/console | tr -s ' ' | cut -d' ' -f3-6; test -t 0 && test -t 1 && test -t 2 && echo three; cut -d' ' -f7 /proc/1/stat; read line; exit 7");
        using var user = ConsoleUser.At(running);

        // Its controlling terminal is 136:0.
        await user.UntilAsync("/dev/pts/0\r\nroot tty 136, 0\r\nthree\r\n34816\r\n");
        user.Type("go\n");

        (await host.ExitOf(running.Id)).Status.ShouldBe(ExitStatus.Exited(7));
        await user.Ended;
        (await running.FinishAsync()).Stdout.ShouldContain("three\r\n", customMessage: "the log has it as well");
    }

    [Fact]
    public async Task Terminal_OfAnotherUser_BelongsToHim()
    {
        var running = await StartAsync("ls -ln /dev/console | tr -s ' ' | cut -d' ' -f3; echo direct >/dev/console; read line", spec => spec with { User = "1000" });
        using var user = ConsoleUser.At(running);

        await user.UntilAsync("1000\r\ndirect\r\n");
        await running.KillAsync();
    }

    [Fact]
    public async Task Keyboard_SignalsReachTheForeground()
    {
        var running = await StartAsync("trap 'echo caught' INT; echo up; while :; do sleep 0.05; done");
        using var user = ConsoleUser.At(running);
        await user.UntilAsync("up");

        user.Type("\u0003");

        await user.UntilAsync("caught");
        await running.KillAsync();
    }

    [Fact]
    public async Task Resize_IsSeenInside()
    {
        var running = await StartAsync("trap 'stty size' WINCH; echo up; while :; do sleep 0.05; done");
        using var user = ConsoleUser.At(running);
        await user.UntilAsync("up");

        user.Resize(33, 101);

        await user.UntilAsync("33 101");
        await running.KillAsync();
    }

    [Fact]
    public async Task Attach_OfSeveral_AllSeeTheSame()
    {
        var running = await StartAsync("echo up; while read line; do echo \"<$line>\"; done");
        using var first = ConsoleUser.At(running);
        using var second = ConsoleUser.At(running, fromStart: false);
        await first.UntilAsync("up");

        first.Type("one\n");
        await second.UntilAsync("<one>");
        second.Type("two\n");
        await first.UntilAsync("<two>");

        second.Seen.ShouldNotContain("up");
        await running.KillAsync();
    }

    [Fact]
    public async Task Attach_InTheMidstOfALine_ShowsThatLine()
    {
        var running = await StartAsync("echo old; printf 'prompt> '; read line");
        using var first = ConsoleUser.At(running);
        await first.UntilAsync("prompt> ");

        using var second = ConsoleUser.At(running, fromStart: false);

        await second.UntilAsync("prompt> ");
        second.Seen.ShouldBe("prompt> ");
        await running.KillAsync();
    }

    [Fact]
    public async Task Ttys_AreNamedAndEachIsItsOwn()
    {
        var running = await StartAsync(
            "echo $container_ttys; exec 3<>/dev/tty2; read line <&3; echo \"two: $line\" >&3; echo done; read line",
            spec => spec with { Console = new ConsoleSpec { Terminal = true, Ttys = 2 } });
        using var console = ConsoleUser.At(running);
        await console.UntilAsync("pts/1 pts/2");
        using var two = ConsoleUser.At(running, terminal: 2);

        two.Type("hello\n");

        await two.UntilAsync("two: hello");
        await console.UntilAsync("done");
        console.Seen.ShouldNotContain("hello");
        using var free = ConsoleUser.At(running, terminal: -1);
        free.Terminal.ShouldBe(1);
        using var none = ConsoleUser.At(running, terminal: -1);
        none.Refusal.ShouldNotBeNull().ShouldContain("in use");
        using var wrong = ConsoleUser.At(running, terminal: 3);
        wrong.Refusal.ShouldNotBeNull().ShouldContain("no tty3; it has 2");
        await running.KillAsync();
    }

    [Fact]
    public async Task TtyFolder_HoldsThemWithLinks()
    {
        var running = await StartAsync(
            "readlink /dev/console; readlink /dev/tty1; test -c /dev/lxc/tty1 && echo node; read line",
            spec => spec with { Console = new ConsoleSpec { Terminal = true, Ttys = 1, TtyFolder = "lxc" } });
        using var user = ConsoleUser.At(running);

        await user.UntilAsync("lxc/console\r\nlxc/tty1\r\nnode\r\n");
        await running.KillAsync();
    }

    [Fact]
    public async Task Stdin_WithoutATerminal_EndsOnceAndOutputsStayApart()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("cat; echo out; echo err >&2") with { Console = new ConsoleSpec { Stdin = true } });
        using var user = ConsoleUser.At(running, reads: false);

        user.Type("typed\n");
        user.EndInput();

        var finished = await running.FinishAsync();
        (finished.Stdout, finished.Stderr).ShouldBe(("typed\nout\n", "err\n"));
    }

    [Fact]
    public async Task Restart_OfTheDaemon_TheConsoleIsTheSame()
    {
        var running = await StartAsync("echo up; while read line; do echo \"<$line>\"; done");
        using var user = ConsoleUser.At(running);
        await user.UntilAsync("up");

        await host.RestartAsync();
        await host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token());

        user.Type("kept\n");
        await user.UntilAsync("<kept>");
        using var later = ConsoleUser.At(running);
        await later.UntilAsync("<kept>");
        await running.KillAsync();
    }

    [Fact]
    public async Task R06_Flood_OnAConsoleThatNobodyWatches_NeitherBlocksNorFills()
    {
        var running = await StartAsync("yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c 5000000; echo over; read line", spec => spec with { Logs = new LogLimits { MaxSize = 1 << 20, MaxFile = 1 } });
        var holder = Holder(running);

        using var later = await SeenAsync(running, "over");

        // Ring, runtime and buffers: far from what was written.
        Resident(holder).ShouldBeLessThan(24 << 20);
        ConsoleUser.Log(running).Length.ShouldBeInRange(100_000, ConsoleSpec.DefaultRing);
        await running.KillAsync();
    }

    [Fact]
    public async Task Flood_WithOneWhoDoesNotRead_GoesOnAndTellsHimWhatHeMissed()
    {
        var running = await StartAsync("read line; yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c 3000000; echo over; read line");
        using var reader = ConsoleUser.At(running);
        using var stuck = ConsoleUser.At(running, reads: false);

        reader.Type("go\n");
        await reader.UntilAsync("over");
        stuck.Read();
        await stuck.UntilAsync("over");

        (reader.Missed, reader.Bytes > 3_000_000).ShouldBe((0, true), "who reads misses nothing");
        stuck.Missed.ShouldBeGreaterThan(0);
        (stuck.Missed + stuck.Bytes).ShouldBe(reader.Bytes);
        await running.KillAsync();
    }

    [Fact]
    public async Task Input_ThatNobodyReads_DoesNotHoldUpOthers()
    {
        var running = await StartAsync("stty raw -echo; echo up; trap 'stty size' WINCH; while :; do sleep 0.05; done");
        using var user = ConsoleUser.At(running);
        await user.UntilAsync("up");

        user.Type(new string('x', 300_000));
        user.Resize(44, 111);

        await user.UntilAsync("44 111");
        await running.KillAsync();
    }

    [Fact]
    public async Task Log_IsShownAndCleared()
    {
        var running = await StartAsync("echo first; read line; echo second; read line");
        using var user = ConsoleUser.At(running);
        await user.UntilAsync("first");

        ConsoleUser.Log(running).ShouldContain("first");
        ConsoleUser.Log(running, ConsoleMessage.ClearLog).ShouldBe("");
        ConsoleUser.Log(running).ShouldBe("");
        user.Type("x\n");
        await user.UntilAsync("second");

        ConsoleUser.Log(running).ShouldContain("second");
        ConsoleUser.Log(running).ShouldNotContain("first");
        await running.KillAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LogFile_StaysWithinItsSize(bool rotate)
    {
        var path = Path.Combine(host.Root, $"console-{rotate}.log");
        var running = await StartAsync("yes 0123456789 | head -c 100000; echo; echo over; read line", spec => spec with
        {
            Console = new ConsoleSpec { Terminal = true, LogPath = path, LogBytes = 16384, LogRotate = rotate },
        });
        using var user = await SeenAsync(running, "over");

        new FileInfo(path).Length.ShouldBeLessThanOrEqualTo(16384);
        File.Exists(path + ".1").ShouldBe(rotate);
        (await File.ReadAllTextAsync(path)).ShouldContain("over");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await running.KillAsync();
    }

    /// <summary>CVE-2025-52565 as a class: what stands in the image's /dev is not followed and nothing is put in its place.</summary>
    [Theory]
    [InlineData("ln -s /etc/passwd dev/console")]
    [InlineData("mkdir dev/pts && ln -s /etc dev/console")]
    [InlineData("ln -s ../etc dev/pts")]
    public async Task CVE_2025_52565_ALinkInTheImagesDev_IsRefused(string make)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        using var folder = new ScratchFolder();
        var root = Directory.CreateDirectory(Path.Combine(folder.Path, "root")).FullName;
        using (var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"cd {root} && mkdir bin dev etc && cp /bin/busybox bin/sh && {make}"]))
            shell.WaitForExit();
        var spec = new ContainerSpec
        {
            RootfsPath = root, Command = ["/bin/sh", "-c", "true"], Console = new ConsoleSpec { Terminal = true }, Tree = new TreeSpec { Dev = DevView.Existing },
        };
        var (id, prepared) = (Guid.CreateVersion7(), await host.Runtime.PrepareAsync(Guid.CreateVersion7(), "linked", spec, default));

        var outcome = await host.Runtime.LaunchAsync(new LaunchOrder(id, "linked", 1, spec, prepared.Prepared!), RuntimeHost.Token());

        outcome.Failure.ShouldNotBeNull().Message.ShouldContain("ELOOP");
        host.Runtime.ConnectConsole(id, 1)?.Dispose();
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    [Fact]
    public async Task E23_WhatIsPushedIntoItsOwnTerminal_StaysThere()
    {
        // The holder and the client's terminal are on the other side of the pty: all that comes out is what was written.
        var running = await StartAsync("ls /proc/self/fd | tr '\\n' ' '; ls /dev/pts | tr '\\n' ' '; read line");
        using var user = ConsoleUser.At(running);

        // No master is left in the container: three descriptors, and the one of ls itself.
        await user.UntilAsync("0 1 2 3 0 ptmx ");
        await running.KillAsync();
    }

    [Theory]
    [InlineData(64, null, null, "number of ttys must be from 0 to 63")]
    [InlineData(1, "../x", null, "must be a plain name")]
    [InlineData(0, null, 5000, "power of two")]
    public async Task Prepare_WhatIsNotPossible_IsRefused(int ttys, string? folder, int? ring, string why)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var spec = RuntimeHost.Shell("true") with { Console = new ConsoleSpec { Terminal = true, Ttys = ttys, TtyFolder = folder, RingBytes = ring } };

        (await host.Runtime.PrepareAsync(Guid.CreateVersion7(), "bad", spec, default)).Problem.ShouldNotBeNull().ShouldContain(why);
    }

    private Task<Running> StartAsync(string script, Func<ContainerSpec, ContainerSpec>? with = null)
    {
        var spec = RuntimeHost.Shell(script) with { Console = new ConsoleSpec { Terminal = true } };
        return host.StartContainerAsync(with is null ? spec : with(spec));
    }

    /// <summary>Looks in the ring from time to time, so that nobody watches meanwhile; then joins.</summary>
    private static async Task<ConsoleUser> SeenAsync(Running running, string text)
    {
        using var patience = new CancellationTokenSource(RuntimeHost.Limit);
        while (!ConsoleUser.Log(running).Contains(text, StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        return ConsoleUser.At(running, fromStart: false);
    }

    private static int Holder(Running running)
    {
        var name = ConsoleMessage.SocketName(running.Id, 1);
        return Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)
            .First(pid => CommandLine(pid).EndsWith(name + "\0", StringComparison.Ordinal));
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static long Resident(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(),
        System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
