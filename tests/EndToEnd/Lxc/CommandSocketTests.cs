using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>Debian's own lxc-* commands, and others, at the command sockets of our containers.</summary>
public sealed class CommandSocketTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    /// <summary>Asks for the init's pid.</summary>
    private const string Ask =
        "import socket,struct,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect('\\0'+sys.argv[1])\ns.sendall(struct.pack('<iiQ',4,0,0))\nprint(*struct.unpack('<iiq',s.recv(16)))";

    private const int GetState = 3, AddStateClient = 10, Running = 2;

    private readonly LxcFolder _folder = new(root, Path.Combine(root.Folder, "containers"));

    [Fact]
    public async Task ToolsOfLxc_SeeAndActOnOurContainers_AndItIsRecorded()
    {
        LxcFolder.NeedLxc();
        _folder.Make("web");
        (await _folder.Real("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("STOPPED\n");
        (await _folder.Ours("start", "-n", "web")).Ok();

        (await _folder.Real("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
        (await _folder.Real("info", "-n", "web", "-H", "-p")).Ok().Out.ShouldBe((await _folder.Ours("info", "-n", "web", "-H", "-p")).Ok().Out);
        (await _folder.Real("info", "-n", "web", "-H", "-c", "lxc.uts.name")).Ok().Out.ShouldBe("web\n");
        (await _folder.Real("ls", "--active", "-1", "--filter", "web")).Ok().Out.ShouldBe("web\n");
        (await _folder.Real("wait", "-n", "web", "-s", "RUNNING|FROZEN", "-t", "5")).Ok();
        (await _folder.Real("attach", "-n", "web", "--", "/bin/sh", "-c", "echo inside; exit 5")).Expect(5).Out.ShouldBe("inside\n");
        (await _folder.Real("freeze", "-n", "web")).Ok();
        (await _folder.Real("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("FROZEN\n");
        (await _folder.Ours("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("FROZEN\n");
        (await _folder.Real("unfreeze", "-n", "web")).Ok();
        (await _folder.Ours("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
        var file = Directory.Exists("/sys/fs/cgroup/memory") ? "memory.limit_in_bytes" : "memory.max";
        (await _folder.Real("cgroup", "-n", "web", file, "67108864")).Ok();
        (await _folder.Real("cgroup", "-n", "web", file)).Ok().Out.Trim().ShouldBe("67108864");
        (await _folder.Ours("cgroup", "-n", "web", file)).Ok().Out.Trim().ShouldBe("67108864");
        var waiting = _folder.Real("wait", "-n", "web", "-s", "STOPPED", "-t", "60");
        (await _folder.Real("stop", "-n", "web", "-k")).Ok();
        (await waiting).Ok();
        (await _folder.Real("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("STOPPED\n");
        (await _folder.Ours("info", "-n", "web", "-H", "-s")).Ok().Out.ShouldBe("STOPPED\n");
        (await _folder.Real("stop", "-n", "web")).Expect(2);

        var causes = (await root.Events()).Where(e => IsOf(e, "web")).Select(e => (Type: e.GetProperty("type").GetString(), Cause: e.GetProperty("cause").GetString())).ToList();
        causes.Count(e => e is { Type: "container-freeze-requested", Cause: "lxc freeze" }).ShouldBe(1);
        causes.Count(e => e is { Type: "container-thaw-requested", Cause: "lxc unfreeze" }).ShouldBe(1);
        causes.ShouldContain(e => e.Type == "container-stop-requested" && e.Cause == "lxc stop");
        _folder.Forget();
    }

    [Fact]
    public async Task Thaw_ByLxc_LeavesWhatAnotherOwnerHolds()
    {
        LxcFolder.NeedLxc();
        _folder.Make("held");
        (await _folder.Ours("start", "-n", "held")).Ok();
        var name = (await root.Orch("ps", "--format", "json")).Ok().Json.EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Single(n => n.StartsWith("held", StringComparison.Ordinal));
        (await root.Orch("freeze", "--owner", "keeper", name)).Ok();
        (await _folder.Real("unfreeze", "-n", "held")).ExitCode.ShouldBeOneOf(0, 1);
        (await _folder.Real("info", "-n", "held", "-H", "-s")).Ok().Out.ShouldBe("FROZEN\n");
        await Clock.Until("the kernel holds it as well", async () => (await root.Inspect(name)).GetProperty("state").GetString() == "FROZEN" && IsFrozen((await root.Inspect(name)).GetProperty("pid").GetInt32()));
        (await root.Orch("thaw", "--owner", "keeper", name)).Ok();
        (await _folder.Ours("stop", "-n", "held", "-k")).Ok();
        _folder.Forget();
    }

    [Fact]
    public async Task Sockets_AreThereAgain_WithTheNextDaemon()
    {
        LxcFolder.NeedLxc();
        _folder.Make("lasting");
        (await _folder.Ours("start", "-n", "lasting")).Ok();
        var pid = (await _folder.Real("info", "-n", "lasting", "-H", "-p")).Ok().Out;
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await root.Orch("ps")).Ok();
        await Clock.Until("LXC's command sees it again", async () => (await _folder.Real("info", "-n", "lasting", "-H", "-p")).Out == pid);
        (await _folder.Real("stop", "-n", "lasting", "-k")).Ok();
        (await _folder.Ours("wait", "-n", "lasting", "-s", "STOPPED", "-t", "10")).Ok();
        _folder.Forget();
    }

    [Fact]
    public async Task LongPath_IsServedUnderItsHash()
    {
        LxcFolder.NeedLxc();
        var far = new LxcFolder(root, Path.Combine(root.Folder, new string('d', 120)));
        far.Make("deep");
        (await far.Ours("start", "-n", "deep")).Ok();
        (await far.Real("info", "-n", "deep", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
        (await far.Real("stop", "-n", "deep", "-k")).Ok();
        far.Forget();
    }

    [Fact]
    public async Task Monitor_OfLxc_TellsOurStates()
    {
        LxcFolder.NeedLxc();
        _folder.Make("told");
        var monitor = RunningCli.Start("/usr/bin/lxc-monitor", ["-P", _folder.Path, "-n", "told"], new Dictionary<string, string>(root.Variables), root.Folder);
        try
        {
            await Clock.Until("the pipe of lxc-monitord is there", () => File.Exists($"/run/lxc{_folder.Path}/monitor-fifo"));
            (await _folder.Ours("start", "-n", "told")).Ok();
            (await _folder.Ours("stop", "-n", "told", "-k")).Ok();
            await Clock.Until(
                () => $"lxc-monitor has told only: {monitor.Out}", () => monitor.Out.EndsWith("'told' changed state to [STOPPED]\n", StringComparison.Ordinal));
            monitor.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [
                "'told' changed state to [STARTING]", "'told' changed state to [RUNNING]", "'told' changed state to [STOPPING]",
                "'told' exited with status [0]", "'told' changed state to [STOPPED]",
            ]);
        }
        finally
        {
            monitor.Signal("KILL");
            await monitor.DisposeAsync();
            (await _folder.Real("monitor", "-Q")).ExitCode.ShouldBeOneOf(0, 1);
            _folder.Forget();
        }
    }

    [Fact]
    public async Task ConsoleOfLxc_TypesIntoOurContainer_AndItIsRecorded()
    {
        LxcFolder.NeedLxc();
        _folder.Make("typed", "lxc.init.cmd = /bin/sh\nlxc.tty.max = 1\n");
        (await _folder.Ours("start", "-n", "typed")).Ok();
        await using (var terminal = TerminalCli.StartCommand(root, $"/usr/bin/lxc-console -P {_folder.Path} -n typed -t 0"))
        {
            await terminal.SeeAsync("Connected to tty 0");
            await terminal.TypeAsync("echo $((40+2)) in $(cat /proc/sys/kernel/hostname)\n");
            await terminal.SeeAsync("42 in typed");
            await terminal.TypeAsync("\u0001q");
            (await terminal.ExitAsync()).ShouldBe(0);
        }
        // Given back, and given again.
        await using (var again = TerminalCli.StartCommand(root, $"/usr/bin/lxc-console -P {_folder.Path} -n typed -t 0"))
        {
            await again.SeeAsync("Connected to tty 0");
            await again.TypeAsync("echo again $((1+1))\n");
            await again.SeeAsync("again 2");
            await again.TypeAsync("\u0001q");
            (await again.ExitAsync()).ShouldBe(0);
        }
        (await root.Events()).Count(e => e.GetProperty("type").GetString() == "container-console-opened" && e.GetProperty("cause").GetString() == "lxc console" && IsOf(e, "typed")).ShouldBe(2);
        (await _folder.Ours("stop", "-n", "typed", "-k")).Ok();
        _folder.Forget();
    }

    [Fact]
    public async Task Garbage_IsHungUpOn_AndTheSocketLives()
    {
        _folder.Make("tough");
        (await _folder.Ours("start", "-n", "tough")).Ok();
        foreach (var length in (int[])[-5, 8193, 1 << 30, int.MinValue, int.MaxValue])
            (await AskAsync("tough", Request(7, length, []))).ShouldBeEmpty();
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            // No command of these is Stop.
            bytes[0] |= 0x80;
            await SayAsync("tough", bytes);
        }
        foreach (var command in Enumerable.Range(-3, 40).Where(command => command is not 2))
        {
            foreach (var length in (int[])[0, 1, 16, 80, 96, 8192])
            {
                var data = new byte[length];
                random.NextBytes(data);
                await AskAsync("tough", Request(command, length, data));
            }
        }
        (await AskAsync("tough", Request(99, 0, [])))[..4].ShouldBe(BitConverter.GetBytes(-38));
        (await AskAsync("tough", Request(AddStateClient, 3, [1, 2, 3])))[..4].ShouldBe(BitConverter.GetBytes(-22));
        var state = await AskAsync("tough", Request(GetState, 0, []));
        BinaryPrimitives.ReadInt64LittleEndian(state.AsSpan(8)).ShouldBe(Running);
        (await _folder.Ours("stop", "-n", "tough", "-k")).Ok();
    }

    [Fact]
    public async Task Stranger_IsToldNothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/python3"), "setpriv or python3 is not installed");
        _folder.Make("closed");
        (await _folder.Ours("start", "-n", "closed")).Ok();
        var socket = $"{_folder.Path}/closed/command";
        (await root.Tool("/usr/bin/setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", "/usr/bin/python3", "-c", Ask, socket)).Ok().Out.ShouldBe("-1 0 0\n");
        (await root.Tool("/usr/bin/python3", "-c", Ask, socket)).Ok().Out.ShouldStartWith("0 0 ");
        (await _folder.Ours("stop", "-n", "closed", "-k")).Ok();
    }

    [Fact]
    public async Task E16_RootOfAContainerInTheHostsNetwork_IsToldNothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        _folder.Make("aim");
        // The host's network and its ids: its root is the host's, but for its capabilities.
        _folder.Make("spy", "lxc.net =\nlxc.namespace.keep = user net\nlxc.cap.keep = setuid setgid\nlxc.mount.entry = /usr usr none rbind,ro,create=dir 0 0\n");
        foreach (var name in (string[])["lib", "lib64"])
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "spy/rootfs", name), "usr/" + name);
        (await _folder.Ours("start", "-n", "aim")).Ok();
        (await _folder.Ours("start", "-n", "spy")).Ok();
        (await _folder.Ours("attach", "-n", "spy", "--", "/usr/bin/python3", "-c", Ask, $"{_folder.Path}/aim/command")).Ok().Out.ShouldBe("-1 0 0\n");
        (await _folder.Ours("stop", "-n", "spy", "-k")).Ok();
        (await _folder.Ours("stop", "-n", "aim", "-k")).Ok();
    }

    /// <summary>Other tests of this class, which share the journal, ask for the same.</summary>
    private static bool IsOf(JsonElement record, string name) =>
        record.TryGetProperty("container", out var container) && container.GetString()?.StartsWith(name + "+", StringComparison.Ordinal) == true;

    /// <summary>By the group of the process itself, on whichever version holds it.</summary>
    private static bool IsFrozen(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/cgroup"))
        {
            var path = line.Split(':', 3)[2];
            foreach (var file in (string[])[$"/sys/fs/cgroup/unified{path}/cgroup.freeze", $"/sys/fs/cgroup{path}/cgroup.freeze"])
            {
                if (line.StartsWith("0::", StringComparison.Ordinal) && File.Exists(file))
                    return File.ReadAllText(file).Trim() == "1";
            }
            if (File.Exists($"/sys/fs/cgroup/freezer{path}/freezer.state") && line.Contains(":freezer:", StringComparison.Ordinal) && path != "/")
                return File.ReadAllText($"/sys/fs/cgroup/freezer{path}/freezer.state").Trim() == "FROZEN";
        }
        return false;
    }

    private static byte[] Request(int command, int length, byte[] data)
    {
        var bytes = new byte[16 + data.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, command);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), length);
        data.CopyTo(bytes, 16);
        return bytes;
    }

    /// <summary>Waits while the backlog is full, which an asynchronous call would refuse.</summary>
    private Socket Connect(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint($"\0{_folder.Path}/{name}/command"));
        return socket;
    }

    /// <summary>What comes until the other side hangs up.</summary>
    private async Task<byte[]> AskAsync(string name, byte[] request)
    {
        using var socket = Connect(name);
        await socket.SendAsync(request);
        var all = new List<byte>();
        var buffer = new byte[4096];
        int got;
        while ((got = await socket.ReceiveAsync(buffer)) > 0)
            all.AddRange(buffer.AsSpan(0, got));
        return [.. all];
    }

    private async Task SayAsync(string name, byte[] request)
    {
        using var socket = Connect(name);
        try
        {
            await socket.SendAsync(request);
        }
        catch (SocketException)
        {
            // Hung up on before all was said.
        }
    }
}
