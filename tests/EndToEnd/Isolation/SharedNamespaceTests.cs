using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>Namespaces shared with another container by name, with a process by pid or path, and with the host.</summary>
public sealed class SharedNamespaceTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private static readonly (string Option, string Kind)[] Kinds =
        [("--network", "net"), ("--ipc", "ipc"), ("--uts", "uts"), ("--cgroupns", "cgroup"), ("--userns", "user"), ("--pid", "pid"), ("--timens", "time"), ("--mntns", "mnt")];

    [Fact]
    public async Task EachKind_OfAContainerByName_IsShared()
    {
        var owner = await Owner("owner", "--clock-offset", "100d");
        foreach (var (option, kind) in Kinds)
        {
            var name = $"by-name-{kind}";
            (await root.Orch("run", "-d", "--name", name, "--stop-signal", "KILL", option, "container:owner", "busybox", "sleep", "600")).Ok();
            var pid = await Pid(name);
            foreach (var (_, other) in Kinds)
            {
                // The user namespace comes along with what belongs to it.
                var shared = other == kind || (other == "user" && kind is "pid" or "mnt");
                (Namespace(pid, other) == Namespace(owner, other)).ShouldBe(shared, $"{option}: {other}");
            }
            // /proc of a tree that is shared shows the owner's pid namespace, which this one is not in.
            var looked = (await root.Orch("exec", name, "sh", "-c", kind == "mnt" ? "id -u" : $"id -u; readlink /proc/self/ns/{kind}")).Ok();
            looked.Lines.ShouldBe(kind == "mnt" ? ["0"] : ["0", Namespace(owner, kind)], $"exec with {option}");
            (await root.Orch("rm", "-f", name)).Ok();
        }
    }

    [Fact]
    public async Task ByPidAndPath_AreShared()
    {
        var owner = await Owner("given");
        var byPid = (await root.Orch("run", "--network", $"{owner}", "busybox", "readlink", "/proc/self/ns/net")).Ok();
        byPid.Out.Trim().ShouldBe(Namespace(owner, "net"));
        var byPath = (await root.Orch("run", "--uts", $"/proc/{owner}/ns/uts", "busybox", "hostname")).Ok();
        byPath.Out.Trim().ShouldBe("given");
        var users = (await root.Orch("run", "--userns", $"{owner}", "--pid", $"{owner}", "busybox", "sh", "-c", "touch /x; stat -c %u /x; ls -d /proc/1")).Ok();
        users.Lines.ShouldBe(["0", "/proc/1"]);
        (await root.Orch("run", "--ipc", "/no/such", "busybox", "true")).Expect(125).Error.ShouldContain("/no/such");
        (await root.Orch("run", "--ipc", "container:nobody", "busybox", "true")).ExitCode.ShouldNotBe(0);
        (await root.Orch("run", "--pid", "sideways", "busybox", "true")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task SharedPid_SeesAndSignalsTheOthersProcesses()
    {
        await Owner("seen");
        (await root.Orch("run", "--pid", "container:seen", "busybox", "sh", "-c", "ps | grep -c 'sleep 600'; kill -0 1")).Ok();
        // The owner's end is the end of all in its pid namespace.
        (await root.Orch("run", "-d", "--name", "guest", "--pid", "container:seen", "busybox", "sleep", "600")).Ok();
        (await root.Orch("kill", "seen")).Ok();
        (await root.Orch("wait", "guest")).Out.Trim().ShouldBe("137");
        (await root.Orch("start", "guest")).Expect(125).Error.ShouldContain("does not run");
    }

    [Fact]
    public async Task V12_InitInASharedPidNamespaceGone_ItsChildrenAreGoneToo()
    {
        await Owner("house");
        (await root.Orch("run", "-d", "--name", "v12", "--pid", "container:house", "busybox", "sh", "-c", "sleep 12321 & sleep 12322")).Ok();
        await Clock.Until("the child runs", () => Running("12321"));
        (await root.Orch("kill", "v12")).Ok();
        await Clock.Until("the child is gone", () => !Running("12321"));
        (await root.Orch("run", "--userns", "host", "--pid", "host", "--name", "v12h", "busybox", "sh", "-c", "sleep 12323 & exit 3")).Expect(3);
        await Clock.Until("the child in the host's pid namespace is gone", () => !Running("12323"));
    }

    [Fact]
    public async Task HostPid_WithAnOwnUserNamespace_IsRefusedWithTheWayOut() =>
        (await root.Orch("run", "--pid", "host", "busybox", "true")).Expect(125).Error.ShouldContain("--userns host");

    [Fact]
    public async Task OwnerEnded_NetworkLivesOn_AndARestartWantsTheOwner()
    {
        var owner = await Owner("net-owner");
        var net = Namespace(owner, "net");
        (await root.Orch("run", "-d", "--name", "net-guest", "--stop-signal", "KILL", "--network", "container:net-owner", "busybox", "sleep", "600")).Ok();
        (await root.Orch("rm", "-f", "net-owner")).Ok();
        Namespace(await Pid("net-guest"), "net").ShouldBe(net);
        (await root.Orch("restart", "net-guest")).ExitCode.ShouldNotBe(0);
    }

    private async Task<int> Owner(string name, params string[] more)
    {
        (await root.Orch(["run", "-d", "--name", name, "--hostname", name, "--stop-signal", "KILL", .. more, "busybox", "sleep", "600"])).Ok();
        return await Pid(name);
    }

    private async Task<int> Pid(string name) => (await root.Inspect(name)).GetProperty("pid").GetInt32();

    private static string Namespace(int pid, string kind) => new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget!;

    private static bool Running(string argument) => Directory.EnumerateDirectories("/proc")
        .Select(folder => Path.Combine(folder, "cmdline"))
        .Any(file =>
        {
            try
            {
                return File.Exists(file) && File.ReadAllText(file).Split('\0') is ["sleep", var word, ..] && word == argument;
            }
            catch (IOException)
            {
                return false;
            }
        });
}
